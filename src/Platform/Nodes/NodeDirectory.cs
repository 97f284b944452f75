using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Nodes;

/// <summary>A node that lives: where its HTTP is, and what it is there for.</summary>
public sealed record Node(string Id, string Address, IReadOnlyList<string> Roles, int? HttpPort)
{
    public bool Is(string role) => Roles.Contains(role);
}

/// <summary>The nodes whose lease runs, as they were a moment ago.</summary>
public sealed class NodeDirectory(Database database, SiloIdentity silo, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private volatile Look? _last;

    public async Task<IReadOnlyList<Node>> Engines(CancellationToken cancellationToken) =>
        [.. (await All(cancellationToken)).Where(node => node.Is(SiloRole.Engine))];

    public async Task<IReadOnlyList<Node>> All(CancellationToken cancellationToken)
    {
        if (_last is { } last && clock.GetElapsedTime(last.At) < Fresh)
            return last.Nodes;
        var at = clock.GetTimestamp();
        var nodes = await database.Run(
            async (connection, token) => (await connection.QueryAsync<(string Id, string Address, string[] Roles, int? HttpPort)>(new CommandDefinition(
                    "select node_id, node_address, roles, http_port from silos where node_address is not null and lease_until > clock_timestamp()",
                    cancellationToken: token)))
                .Select(row => new Node(row.Id, row.Address, row.Roles, row.HttpPort)).ToList(),
            cancellationToken);
        _last = new Look(at, nodes);
        return nodes;
    }

    /// <summary>What was read is not good enough: somebody in it did not answer.</summary>
    public void Forget() => _last = null;

    public bool IsSelf(Node node) => node.Id == silo.NodeId;

    private sealed record Look(long At, IReadOnlyList<Node> Nodes);
}
