using System.ComponentModel.DataAnnotations;
using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Telemetry;

namespace MiniVercel.Gateway.Api.Cluster;

/// <param name="QueuedBuilds">How many wait for a worker.</param>
public sealed record ClusterView(string Version, RouteClockView RouteClock, int QueuedBuilds, IReadOnlyList<SiloView> Silos);

public sealed record RouteClockView(long Epoch, long N);

/// <summary>One silo as its row says: a lease that ran out is an age above its length.</summary>
public sealed record SiloView
{
    public string Id { get; init; } = "";
    public string NodeId { get; init; } = "";

    [AllowedValues("gateway", "worker", "engine")]
    public string[] Roles { get; init; } = [];

    /// <summary>Where the other nodes reach it.</summary>
    public string? NodeAddress { get; init; }

    public bool IsAlive { get; init; }
    public double LeaseAgeSeconds { get; init; }
    public DateTime StartedAt { get; init; }

    /// <summary>How many are awake in it.</summary>
    public int Grains { get; init; }

    /// <summary>What it has claimed and not ended.</summary>
    public int Builds { get; init; }

    public int Activations { get; init; }

    /// <summary>Programs that it answers for.</summary>
    public int Apps { get; init; }

    /// <summary>Nothing, unless it is a gateway: the routes that it answers by.</summary>
    public long? AppliedEpoch { get; init; }

    public long? AppliedN { get; init; }
}

/// <summary>Reads the silos' own rows; nobody is asked.</summary>
public sealed class ClusterQueries(Database database)
{
    public Task<ClusterView> Describe(CancellationToken cancellationToken) => database.Run(
        async (connection, token) =>
        {
            var silos = await connection.QueryAsync<SiloView>(new CommandDefinition(
                """
                select s.id, s.node_id, s.roles, s.node_address, s.activations as grains, s.lease_until > clock_timestamp() as is_alive, s.started_at,
                       extract(epoch from @length - (s.lease_until - clock_timestamp()))::double precision as lease_age_seconds,
                       (select count(*)::int from build_claims c join builds b on b.id = c.id
                        where c.silo_id = s.id and b.status = 'building') as builds,
                       (select count(*)::int from activation_claims c join deployments d on d.id = c.id
                        where c.silo_id = s.id and d.phase = 'activating') as activations,
                       (select count(*)::int from apps a where coalesce(a.served_by, a.silo_id) = s.id) as apps,
                       s.applied_epoch, s.applied_n
                from silos s order by s.id
                """,
                new { length = SiloLease.Length }, cancellationToken: token));
            var (epoch, n) = await connection.QuerySingleAsync<(long, long)>(
                new CommandDefinition("select epoch, n from route_clock", cancellationToken: token));
            var queued = await connection.ExecuteScalarAsync<int>(
                new CommandDefinition("select count(*)::int from builds where status = 'pending' and deleted_at is null", cancellationToken: token));
            return new ClusterView(SiloTelemetry.Version, new RouteClockView(epoch, n), queued, [.. silos]);
        },
        cancellationToken);
}
