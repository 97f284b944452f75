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
    /// <summary>Of one project, fewer than retention always keeps. Who deploys more often than that in a day has visitors whose pages are newer.</summary>
    private const int MostEarlier = 9;

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
            var rows = await connection.QueryAsync<(long Epoch, long N, string? Host, string Project, string? HostBuild, string? RouteBuild, string? Deployment, long? Generation)>(
                new CommandDefinition(
                    """
                    select c.epoch, c.n, h.host, h.project_id, h.build_id, r.build_id, r.deployment_id, r.generation
                    from route_clock c left join hosts h on true left join routes r on r.project_id = h.project_id
                    """,
                    cancellationToken: token));

            var earlier = await Earlier(connection, token);
            RouteClock clock = default;
            var sites = new Dictionary<string, SiteTarget>(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                clock = new RouteClock(row.Epoch, row.N);
                if (row.Host is not null)
                {
                    var target = TargetOf(row.Project, row.HostBuild, row.RouteBuild, row.Deployment, row.Generation ?? 0);
                    sites[row.Host] = target.IsPreview ? target : target with { Earlier = [.. earlier[row.Project].Where(e => e.Build != target.Build).Take(MostEarlier)] };
                }
            }

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

    private static SiteTarget TargetOf(string project, string? hostBuild, string? routeBuild, string? deployment, long generation) =>
        hostBuild is not null
            ? new SiteTarget(new ProjectId(project), new BuildId(hostBuild), null, 0, IsPreview: true)
            : new SiteTarget(
                new ProjectId(project),
                routeBuild is null ? null : new BuildId(routeBuild),
                deployment is null ? null : new DeploymentId(deployment),
                generation,
                IsPreview: false);
}
