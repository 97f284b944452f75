using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Gateway.Routing;

/// <summary>Where a gateway reads the routes from, and says how far it has followed them.</summary>
public interface IRouteSource
{
    /// <summary>
    /// Whether there are later routes than these, or this gateway does not count as having applied them: its lease had
    /// run out, or its row was lost.
    /// </summary>
    Task<bool> IsBehind(RouteClock applied, CancellationToken cancellationToken);

    Task<RouteSnapshot> Load(CancellationToken cancellationToken);

    Task Acknowledge(RouteClock applied, CancellationToken cancellationToken);

    /// <summary>This gateway answers nobody any more.</summary>
    Task Leave(CancellationToken cancellationToken);
}

public sealed class PostgresRouteSource(Database database, SiloIdentity silo) : IRouteSource
{
    public Task<bool> IsBehind(RouteClock applied, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            select (c.epoch, c.n) > (@epoch, @n) or s.applied_n is null
            from route_clock c left join silos s on s.id = @id
            """,
            new { id = silo.SiloId, epoch = applied.Epoch, n = applied.N }, cancellationToken: token)),
        cancellationToken);

    /// <summary>Clock and rows in one statement, so that both are of the same moment.</summary>
    public Task<RouteSnapshot> Load(CancellationToken cancellationToken) => database.Run(
        async (connection, token) =>
        {
            // Row by row, each text and each target once: all of it is read again at every change, and most hosts of a project have the same to say.
            RouteClock clock = default;
            var sites = new Dictionary<string, SiteTarget>(StringComparer.Ordinal);
            var targets = new RouteTargets();
            await foreach (var row in connection.QueryUnbufferedAsync<RouteRow>(
                """
                select c.epoch, c.n, h.host, h.project_id, h.build_id as host_build, r.build_id as route_build, r.deployment_id, r.generation,
                    a.id as app, a.served_by, s.node_address, a.state = 'failed' as has_failed
                from route_clock c left join hosts h on true left join routes r on r.project_id = h.project_id
                left join apps a on a.id = coalesce(h.build_id, r.deployment_id) left join silos s on s.id = a.served_by
                """).WithCancellation(token))
            {
                clock = new RouteClock(row.Epoch, row.N);
                if (row.Host is not null)
                    sites[row.Host] = targets.Of(row);
            }

            var earlier = await Earlier(connection, token);
            foreach (var (host, target) in earlier.Count == 0 ? [] : sites.ToList())
                sites[host] = targets.With(target, earlier[target.Project.Value]);

            return new RouteSnapshot(clock, sites);
        },
        cancellationToken);

    public Task Acknowledge(RouteClock applied, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"""
             update silos set applied_epoch = @epoch, applied_n = @n where id = @id;
             {Doorbells.RingSql(Doorbell.Applied)}
             """,
            new { id = silo.SiloId, epoch = applied.Epoch, n = applied.N }, cancellationToken: token)),
        cancellationToken);

    public Task Leave(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"""
             update silos set roles = array_remove(roles, '{SiloRole.Gateway}') where id = @id;
             {Doorbells.RingSql(Doorbell.Applied)}
             """,
            new { id = silo.SiloId }, cancellationToken: token)),
        cancellationToken);

    /// <summary>By project, the builds that another one has taken the place of.</summary>
    private static async Task<ILookup<string, EarlierBuild>> Earlier(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Project, string Build, DateTimeOffset Until)>(new CommandDefinition(
            """
            select c.project_id, e.build_id, max(c.committed_at)
            from route_commits c
            join lateral (
                select build_id from route_commits p where p.project_id = c.project_id and p.generation < c.generation order by p.generation desc limit 1
            ) e on e.build_id <> c.build_id
            where c.committed_at > clock_timestamp() - @remembered
            group by c.project_id, e.build_id
            order by max(c.committed_at) desc
            """,
            new { remembered = EarlierBuild.Remembered }, cancellationToken: cancellationToken));
        return rows.ToLookup(r => r.Project, r => new EarlierBuild(new BuildId(r.Build), r.Until));
    }
}
