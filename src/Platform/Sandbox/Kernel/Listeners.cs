using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>Where processes listen: a network lists its sockets, and each process what it has open.</summary>
internal static class Listeners
{
    private const string ListenState = "0A";
    private const string SocketName = "socket:[";

    /// <param name="network">A process in the network.</param>
    /// <param name="processes">Whose sockets are looked for. One that does not let us see what it has open has none.</param>
    public static IReadOnlyList<IPEndPoint> Of(int network, IEnumerable<int> processes)
    {
        var all = In(network);
        var held = processes.SelectMany(SocketsOf).ToHashSet();
        return [.. all.Where(one => held.Contains(one.Socket)).Select(one => one.At).Distinct()]; // What changes while it is read may come twice.
    }

    /// <summary>Where all in a network listen but we, for one that nobody else is in.</summary>
    /// <param name="network">A process in the network.</param>
    /// <param name="ours">The names of our sockets there.</param>
    public static IReadOnlyList<IPEndPoint> ButFor(IReadOnlySet<string> ours, int network) =>
        [.. In(network).Where(one => !ours.Contains(one.Socket)).Select(one => one.At).Distinct()];

    /// <summary>By what name the kernel lists a socket.</summary>
    public static string NameOf(Socket socket) => TargetOf(new FileInfo($"/proc/self/fd/{socket.Handle}"))[SocketName.Length..^1];

    private static List<(string Socket, IPEndPoint At)> In(int network) =>
        [.. Listed($"/proc/{network}/net/tcp"), .. Listed($"/proc/{network}/net/tcp6")];

    private static List<(string Socket, IPEndPoint At)> Listed(string table)
    {
        try
        {
            return
            [
                .. File.ReadLines(table).Skip(1)
                    .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    .Where(fields => fields[3] == ListenState)
                    .Select(fields => (fields[9], Read(fields[1]))),
            ];
        }
        catch (IOException)
        {
            return []; // The process has ended meanwhile, or there is no IPv6 here.
        }
    }

    private static IEnumerable<string> SocketsOf(int process)
    {
        try
        {
            return
            [
                .. new DirectoryInfo($"/proc/{process}/fd").EnumerateFileSystemInfos().Select(TargetOf)
                    .Where(target => target.StartsWith(SocketName, StringComparison.Ordinal))
                    .Select(target => target[SocketName.Length..^1]),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string TargetOf(FileSystemInfo descriptor)
    {
        try
        {
            return descriptor.LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // Closed meanwhile.
        }
    }

    /// <summary>The address in words of four bytes, each as this machine reads it, and the port.</summary>
    private static IPEndPoint Read(string text)
    {
        var (address, port) = (text[..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        var bytes = address.Chunk(8).SelectMany(word => BitConverter.GetBytes(Hex(new string(word))));
        return new IPEndPoint(new IPAddress([.. bytes]), (int)Hex(port));
    }

    private static uint Hex(string text) => uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
