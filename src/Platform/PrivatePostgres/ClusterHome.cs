using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Platform.Postgres;

/// <summary>
/// The folder of the cluster, its log and its socket, and the user it belongs to. What lies in it is written by that user alone,
/// through <see cref="Run"/>: root never writes where someone with fewer rights could have laid a link.
/// </summary>
internal sealed record ClusterHome(string Folder, ServerAccount Account)
{
    private const string Pointer = "postgres-location";
    private const string ElsewhereFolder = "/var/lib/minivercel";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Cluster => ClusterIn(Folder);

    /// <summary>The major version that made the cluster; null while there is none.</summary>
    public static int? RecordedMajor(string dataFolder)
    {
        var path = Path.Combine(ClusterIn(Locate(dataFolder)), "PG_VERSION");
        return File.Exists(path) ? int.Parse(File.ReadAllText(path).Trim(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>
    /// Inside the data folder, or, where the server's user cannot get there (a home of root is closed), in a folder of the system
    /// that the data folder points to.
    /// </summary>
    public static async Task<ClusterHome> Settle(string dataFolder, CancellationToken cancellationToken)
    {
        var folder = Locate(dataFolder);
        var account = await ServerAccount.Choose(ClusterIn(folder), cancellationToken);
        var home = new ClusterHome(folder, account);
        if (await home.IsUsable(cancellationToken))
            return home;

        if (Directory.Exists(home.Cluster) || !account.IsAnother)
            throw new PostgresFailedException(
                $"The user with id {account.Uid} cannot enter and write {folder}, where the database is. " +
                "Open the folders above it to that user (chmod o+x), or move the data folder.");

        if (Directory.Exists(folder))
            Directory.Delete(folder);
        home = new ClusterHome(PointElsewhere(dataFolder), account);
        return await home.IsUsable(cancellationToken)
            ? home
            : throw new PostgresFailedException($"The user with id {account.Uid} can use neither {folder} nor {home.Folder} for the database.");
    }

    /// <summary>A program as the server's user, started in this folder: short relative names, whatever the path above them contains.</summary>
    public Task<CommandResult> Run(
        string program, string[] arguments, TimeSpan? timeout = null, string? input = null, CancellationToken cancellationToken = default) =>
        Command.Run(Account.AsThisUser(program, arguments, Folder), timeout ?? Patience, input, cancellationToken);

    private static string ClusterIn(string folder) => Path.Combine(folder, "cluster");

    private static string Locate(string dataFolder) =>
        SecretFile.Read(Path.Combine(dataFolder, Pointer)) is { Length: > 0 } elsewhere ? elsewhere : Path.Combine(dataFolder, "postgres");

    private static string PointElsewhere(string dataFolder)
    {
        OwnFolder.Create(ElsewhereFolder);

        // The pointer first: a start that dies after it finds its way back to the same place.
        var folder = Path.Combine(ElsewhereFolder, RandomNumberGenerator.GetHexString(16, lowercase: true));
        SecretFile.Write(Path.Combine(dataFolder, Pointer), folder + "\n");
        return folder;
    }

    private async Task<bool> IsUsable(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Folder))
            await OwnedFolder.Create(Folder, Account, cancellationToken);

        // Asked as that user, not worked out from modes: it holds for every folder above and every kind of mount.
        var info = Account.AsThisUser("test", ["-w", Folder, "-a", "-x", Folder], "/");
        return (await Command.Run(info, Patience, cancellationToken: cancellationToken)).Succeeded;
    }
}
