using System.Net;

namespace MiniVercel.Platform.Network;

/// <summary>The hosts inside their own network that an operator lets users reach: by name, by address, or by range.</summary>
public sealed class AllowedHosts
{
    public static readonly AllowedHosts None = new([], []);

    private readonly HashSet<string> _names;
    private readonly IPNetwork[] _ranges;

    private AllowedHosts(HashSet<string> names, IPNetwork[] ranges) => (_names, _ranges) = (names, ranges);

    /// <summary>Reads `git.lan, 10.1.0.0/16, 192.168.1.7`; null where an entry is neither name, address nor range.</summary>
    public static AllowedHosts? Parse(string text)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var ranges = new List<IPNetwork>();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(entry, out var range))
                ranges.Add(range);
            else if (IPAddress.TryParse(entry, out var address))
                ranges.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (Uri.CheckHostName(entry) == UriHostNameType.Dns)
                names.Add(entry.ToLowerInvariant());
            else
                return null;
        }

        return new AllowedHosts(names, [.. ranges]);
    }

    public IReadOnlyList<IPNetwork> Ranges => _ranges;

    public bool HasName(string host) => _names.Contains(host);

    public bool HasAddress(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _ranges.Any(r => r.Contains(plain));
    }
}
