namespace MiniVercel.Testing.Silos;

/// <summary>What of the boxes around a folder's workspaces there is on this machine.</summary>
public static class BoxTraces
{
    /// <summary>Where the numbers of this process' sockets in its own network are listed. A box's door listens in the box's.</summary>
    private static readonly string[] OwnNetwork = ["tcp", "tcp6", "udp", "udp6", "unix", "netlink", "raw", "packet"];

    /// <summary>Processes and mounts, whoever has them, and what this process holds of them: namespaces, and users that are taken.</summary>
    public static IReadOnlyList<string> Of(string folder) =>
    [
        .. FolderProcesses.Of(folder).Where(pid => pid != Environment.ProcessId).Select(FolderProcesses.About),
        .. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)).SelectMany(p => MountsOf(p, folder)),
        .. Held().Where(t => t.StartsWith("mnt:", StringComparison.Ordinal) || t.StartsWith("/run/minivercel/user-", StringComparison.Ordinal)
            || (t.StartsWith("net:", StringComparison.Ordinal) && t != new FileInfo("/proc/self/ns/net").LinkTarget)),
    ];

    /// <summary>How many sockets of this process are in no network of its own: those of doors, and few that are not connected yet.</summary>
    public static int ForeignSockets()
    {
        var own = OwnNetwork.Select(table => $"/proc/self/net/{table}").Where(File.Exists).SelectMany(File.ReadLines)
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        return Held().Count(t => t.StartsWith("socket:[", StringComparison.Ordinal) && !own.Contains(t[8..^1]));
    }

    private static IEnumerable<string> Held() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(Target);

    private static IEnumerable<string> MountsOf(string process, string folder)
    {
        try
        {
            return [.. File.ReadLines($"{process}/mountinfo").Where(line => line.Contains(folder, StringComparison.Ordinal))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Target(FileSystemInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
