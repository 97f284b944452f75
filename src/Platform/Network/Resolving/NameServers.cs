using System.Net;

namespace MiniVercel.Platform.Network.Resolving;

/// <summary>Who is asked: the servers that were named, else those of this machine, looked up anew each time.</summary>
public sealed class NameServers(IReadOnlyList<IPEndPoint> named)
{
    public const int Port = 53;

    private const string SystemFile = "/etc/resolv.conf";
    private const int Most = 3;

    public IReadOnlyList<IPEndPoint> Current => named.Count > 0 ? named : OfSystem();

    /// <summary>Reads the file that says whom this machine asks.</summary>
    public static IReadOnlyList<IPEndPoint> Read(IEnumerable<string> lines)
    {
        var servers = new List<IPEndPoint>();
        foreach (var line in lines)
        {
            if (line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is ["nameserver", var text, ..]
                && IPAddress.TryParse(text, out var address) && servers.Count < Most)
                servers.Add(new IPEndPoint(address, Port));
        }

        return servers;
    }

    private static IReadOnlyList<IPEndPoint> OfSystem()
    {
        try
        {
            return Read(File.ReadLines(SystemFile));
        }
        catch (IOException)
        {
            return [];
        }
    }
}
