namespace MiniVercel.Platform.Postgres;

/// <summary>The programs of one major version of PostgreSQL.</summary>
public sealed record PostgresBinaries(int Major, string Folder)
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    internal string Initdb => Path.Combine(Folder, "initdb");

    internal string PgCtl => Path.Combine(Folder, "pg_ctl");

    internal static bool AreIn(string folder) => Needed.All(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>A cluster is opened by the major version that made it and no other; a new one is made by the best there is.</summary>
    internal static async Task<PostgresBinaries> For(int? recordedMajor, IPostgresSource source, CancellationToken cancellationToken)
    {
        var installed = await source.Installed(cancellationToken);
        var lacks = recordedMajor is { } made ? source.Brings == made && installed.All(one => one.Major != made) : installed.Count == 0;
        if (lacks)
        {
            await source.Install(cancellationToken);
            installed = await source.Installed(cancellationToken);
        }

        if (recordedMajor is { } major)
            return installed.FirstOrDefault(one => one.Major == major) ?? throw Missing(major, installed);
        return installed.Count > 0
            ? installed[0]
            : throw new PostgresMissingException("PostgreSQL was installed, but its programs initdb, pg_ctl and postgres are not to be found.");
    }

    private static PostgresMissingException Missing(int major, IReadOnlyList<PostgresBinaries> installed)
    {
        var others = installed.Count == 0 ? "no version is" : "only " + string.Join(", ", installed.Select(one => one.Major)) + " is";
        return new PostgresMissingException(
            $"The database in the data folder was made by PostgreSQL {major}, and {others} installed. " +
            $"Install that version: apt-get install postgresql-{major}");
    }
}
