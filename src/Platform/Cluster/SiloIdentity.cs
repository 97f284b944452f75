namespace MiniVercel.Platform.Cluster;

/// <summary>Who this silo is: a new one at every start, on a node that stays the same.</summary>
public sealed record SiloIdentity(string SiloId, string NodeId, IReadOnlyList<string> Roles)
{
    /// <summary>Where the other nodes reach this one's HTTP, as host:port.</summary>
    public string? NodeAddress { get; init; }

    /// <summary>The port that visitors come to, if this is a gateway.</summary>
    public int? HttpPort { get; init; }

    public bool Is(string role) => Roles.Contains(role);

    public static SiloIdentity New(string nodeId, IReadOnlyList<string> roles) =>
        new($"silo_{Guid.CreateVersion7():n}", nodeId, roles);
}
