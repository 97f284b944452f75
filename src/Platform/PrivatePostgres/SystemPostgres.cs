using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>The PostgreSQL of the operating system: Debian's folders first, then whatever is on the PATH.</summary>
public sealed partial class SystemPostgres : IPostgresSource
{
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>Whatever the distribution has.</summary>
    public int? Brings => null;

    public async Task<IReadOnlyList<PostgresBinaries>> Installed(CancellationToken cancellationToken)
    {
        var found = Debians().OrderByDescending(one => one.Major).ToList();
        if (await OnPath(cancellationToken) is { } other && found.All(one => one.Major != other.Major))
            found.Add(other);
        return found;
    }

    /// <summary>Whether this process may and can have the system install it.</summary>
    public static bool CanInstall => Environment.IsPrivilegedProcess && File.Exists(AptPostgres.Apt);

    public Task Install(CancellationToken cancellationToken) => CanInstall
        ? AptPostgres.Install(cancellationToken)
        : throw new PostgresMissingException(
            "PostgreSQL is not installed, and only root may install it. Run: " +
            $"sudo apt-get install -y --no-install-recommends {AptPostgres.Package} (or use a server you have, with --database).");

    private static IEnumerable<PostgresBinaries> Debians()
    {
        if (!Directory.Exists(DebianFolder))
            yield break;

        foreach (var folder in Directory.EnumerateDirectories(DebianFolder))
        {
            var programs = Path.Combine(folder, "bin");
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) && PostgresBinaries.AreIn(programs))
                yield return new PostgresBinaries(major, programs);
        }
    }

    private static async Task<PostgresBinaries?> OnPath(CancellationToken cancellationToken)
    {
        var folder = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(PostgresBinaries.AreIn);
        if (folder is null)
            return null;

        var info = new ProcessStartInfo(Path.Combine(folder, "postgres"), ["--version"]);
        var answer = await Command.Run(info, TimeSpan.FromSeconds(10), cancellationToken: cancellationToken);
        var version = VersionLine().Match(answer.Output);
        return answer.Succeeded && version.Success
            ? new PostgresBinaries(int.Parse(version.Groups["major"].ValueSpan, CultureInfo.InvariantCulture), folder)
            : null;
    }

    [GeneratedRegex(@"PostgreSQL\) (?<major>\d+)")]
    private static partial Regex VersionLine();
}
