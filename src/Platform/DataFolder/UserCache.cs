namespace MiniVercel.Platform.DataFolders;

/// <summary>What this user keeps on this machine for all data folders: programs that would be brought again otherwise.</summary>
public static class UserCache
{
    /// <param name="otherwise">Where it lies for a user without a home.</param>
    public static string PathOr(string otherwise)
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches)
            return Path.Combine(caches, "minivercel");
        return Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache", "minivercel") : otherwise;
    }
}
