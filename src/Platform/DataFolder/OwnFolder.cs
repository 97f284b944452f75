namespace MiniVercel.Platform.DataFolders;

/// <summary>A folder made with the right mode from its first moment; one that exists already keeps the mode someone gave it.</summary>
public static class OwnFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Closed to everyone else. Root's may be passed through, though not listed: PostgreSQL runs as a user of its own and
    /// has to reach its folder below; every secret in it is a file that only its owner reads.
    /// </summary>
    public static string Create(string path) => Create(path, Environment.IsPrivilegedProcess ? Passable : OwnerOnly);

    /// <summary>Closed to everyone else, root's as well: what lies below is for this process alone.</summary>
    public static string CreateClosed(string path) => Create(path, OwnerOnly);

    private static string Create(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Mini Vercel runs on Linux.");

        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, mode);
            File.SetUnixFileMode(path, mode); // A strict umask has narrowed the one above.
        }

        return path;
    }
}
