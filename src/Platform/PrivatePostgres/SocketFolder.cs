using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MiniVercel.Platform.DataFolders;

namespace MiniVercel.Platform.Postgres;

/// <summary>
/// Where the server's socket lies: beside the cluster, unless that path is longer than a socket's may be (107 bytes) or has characters
/// that a list of folders or of hosts would read as its own.
/// </summary>
internal static partial class SocketFolder
{
    private const int LongestSocketPath = 107;

    public static string SocketIn(string folder) => Path.Combine(folder, ".s.PGSQL.5432");

    public static async Task<string> For(ClusterHome home, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(SocketIn(home.Folder)) <= LongestSocketPath && Plain().IsMatch(home.Folder))
            return home.Folder;

        var folder = ShortFolder(home);
        if (!Path.Exists(folder))
            await OwnedFolder.Create(folder, home.Account, cancellationToken);
        if (!await OwnedFolder.Is(folder, home.Account, cancellationToken))
            throw new PostgresFailedException(
                $"The folder {folder}, for PostgreSQL's socket, is not a folder that only the user with id {home.Account.Uid} can enter. " +
                "Remove it, or choose a data folder with a shorter path.");
        return folder;
    }

    /// <summary>Leaves nothing of a stopped server outside its home.</summary>
    public static void Remove(string folder, ClusterHome home)
    {
        if (folder == home.Folder)
            return;

        try
        {
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone already, or no longer empty: the next start looks at it again.
        }
    }

    private static string ShortFolder(ClusterHome home)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home.Folder)))[..16];
        if (!home.Account.IsAnother)
            return $"/tmp/minivercel-{home.Account.Uid}-{name}";

        return $"{OwnFolder.Create("/run/minivercel")}/{name}";
    }

    [GeneratedRegex(@"^[A-Za-z0-9/._-]+$")]
    private static partial Regex Plain();
}
