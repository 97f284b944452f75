namespace MiniVercel.Platform.Postgres;

/// <summary>The files of the database: made once, whole or not at all, and given our settings at every start.</summary>
internal sealed class Cluster(ClusterHome home, PostgresBinaries binaries, PrivatePostgresOptions options)
{
    public const string Folder = "cluster";
    public const string Superuser = "minivercel";
    private const string Settings = "minivercel.conf";
    private const string DraftPrefix = "cluster.new.";

    /// <summary>
    /// Made under another name and then renamed: an initdb that was killed half-way is never taken for a database. True if it was made now.
    /// </summary>
    public async Task<bool> Create(string password, CancellationToken cancellationToken)
    {
        if (Directory.Exists(home.Cluster))
            return false;

        await RemoveDrafts(cancellationToken);
        var draft = DraftPrefix + Guid.NewGuid().ToString("N");
        var passwordFile = draft + ".password";
        try
        {
            await Must("tee", [passwordFile], password + "\n", cancellationToken);
            await Must(binaries.Initdb, InitdbArguments(draft, passwordFile), null, cancellationToken);
        }
        catch
        {
            await RemoveDrafts(CancellationToken.None);
            throw;
        }
        finally
        {
            await home.Run("rm", ["-f", "--", passwordFile], cancellationToken: CancellationToken.None);
        }

        await Must("tee", ["-a", $"{draft}/postgresql.conf"], $"\ninclude '{Settings}'\n", cancellationToken);
        await Must("mv", ["-T", "--", draft, Folder], null, cancellationToken);
        return true;
    }

    public Task Configure(string socketFolder, CancellationToken cancellationToken) =>
        Must("tee", [$"{Folder}/{Settings}"], SettingsText(socketFolder), cancellationToken);

    private string[] InitdbArguments(string draft, string passwordFile) =>
    [
        "-D", draft, "--encoding=UTF8", "--locale=C", "--data-checksums", "--auth=scram-sha-256",
        $"--username={Superuser}", $"--pwfile={passwordFile}",
        .. options.Durable ? Array.Empty<string>() : ["--no-sync", "--wal-segsize=1"],
    ];

    private string SettingsText(string socketFolder) =>
        $"""
        # Written by Mini Vercel at every start: what is changed here is lost.
        listen_addresses = ''
        port = 5432
        unix_socket_directories = '{socketFolder}'
        unix_socket_permissions = 0700
        max_connections = {options.MaxConnections}
        shared_buffers = {(options.Durable ? "64MB" : "16MB")}
        huge_pages = off
        max_wal_size = 256MB
        jit = off
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_line_prefix = '%m [%p] '
        log_checkpoints = off
        logging_collector = off
        {(options.Durable ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")}
        """;

    private async Task RemoveDrafts(CancellationToken cancellationToken)
    {
        var drafts = Directory.EnumerateFileSystemEntries(home.Folder, DraftPrefix + "*").Select(path => Path.GetFileName(path)!).ToArray();
        if (drafts.Length > 0)
            await home.Run("rm", ["-rf", "--", .. drafts], cancellationToken: cancellationToken);
    }

    private async Task Must(string program, string[] arguments, string? input, CancellationToken cancellationToken)
    {
        var result = await home.Run(program, arguments, TimeSpan.FromMinutes(2), input, cancellationToken);
        if (!result.Succeeded)
            throw new PostgresFailedException($"The database could not be made in {home.Folder}: {result.Output}");
    }
}
