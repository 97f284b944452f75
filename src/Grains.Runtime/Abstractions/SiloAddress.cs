using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace MiniVercel.Runtime;

/// <summary>
/// One life of one process of the cluster: where it listens, and a number that no other life there has. A process that comes back
/// is another silo. A client has an address too, with a negative number and nobody listening.
/// </summary>
public sealed class SiloAddress : IEquatable<SiloAddress>
{
    private readonly string _text;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        (Endpoint, Generation) = (endpoint, generation);
        _text = string.Create(CultureInfo.InvariantCulture, $"{endpoint}@{generation}");
    }

    public static SiloAddress Zero { get; } = New(new IPEndPoint(IPAddress.Any, 0), 0);

    public IPEndPoint Endpoint { get; }

    public int Generation { get; }

    public bool IsClient => Generation < 0;

    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    public static SiloAddress New(IPAddress address, int port, int generation) => new(new IPEndPoint(address, port), generation);

    /// <summary>Random: it says who, not when, and a clock set back cannot repeat it.</summary>
    public static int AllocateNewGeneration() => RandomNumberGenerator.GetInt32(1, int.MaxValue);

    public static SiloAddress FromParsableString(string addr)
    {
        var at = addr.LastIndexOf('@');
        if (at < 0 || !IPEndPoint.TryParse(addr.AsSpan(0, at), out var endpoint)
            || !int.TryParse(addr.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation))
        {
            throw new FormatException($"'{addr}' is no silo's address; one looks like 127.0.0.1:5200@17.");
        }

        return new SiloAddress(endpoint, generation);
    }

    internal static SiloAddress NewClient() =>
        New(new IPAddress(RandomNumberGenerator.GetBytes(16)), 0, -AllocateNewGeneration());

    public string ToParsableString() => _text;

    public bool Equals(SiloAddress? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public override int GetHashCode() => HashCode.Combine(Endpoint.Port, Generation);

    public override string ToString() => _text;
}
