using System.Data;
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

    /// <summary>The routes of this moment, and as little of them anew as it takes from those that are known.</summary>
    Task<RouteSnapshot> Load(RouteSnapshot known, CancellationToken cancellationToken);

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

    /// <summary>Clock and rows are of the same moment: that of the transaction's first look.</summary>
    public Task<RouteSnapshot> Load(RouteSnapshot known, CancellationToken cancellationToken) => database.Run(
        async (connection, token) =>
        {
            await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
            var (clock, changed) = await Since(connection, known.Clock, token);
            if (changed is null)
                return new RouteSnapshot(clock, await Read(connection, null, token));
            return changed.Length == 0 ? known : known.With(clock, changed.ToHashSet(StringComparer.Ordinal), await Read(connection, changed, token));
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

    /// <summary>Where the clock is, and whose hosts have changed since; nothing where that is not known of every step in between.</summary>
    private static async Task<(RouteClock Clock, string[]? Changed)> Since(NpgsqlConnection connection, RouteClock known, CancellationToken cancellationToken)
    {
        var (epoch, n, steps, projects) = await connection.QuerySingleAsync<(long Epoch, long N, long Steps, string[] Projects)>(new CommandDefinition(
            """
            select c.epoch, c.n, count(x.n), array_remove(array_agg(distinct x.project_id), null)
            from route_clock c left join route_changes x on x.epoch = c.epoch and c.epoch = @Epoch and x.n > @N
            group by c.epoch, c.n
            """,
            new { known.Epoch, known.N }, cancellationToken: cancellationToken));
        return (new RouteClock(epoch, n), epoch == known.Epoch && steps == n - known.N ? projects : null);
    }

    /// <param name="connection">Of the database.</param>
    /// <param name="projects">Of these alone, or of everybody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private static async Task<IReadOnlyDictionary<string, SiteTarget>> Read(
        NpgsqlConnection connection, string[]? projects, CancellationToken cancellationToken)
    {
        // Row by row, each text and each target once: most hosts of a project have the same to say.
        var sites = new Dictionary<string, SiteTarget>(StringComparer.Ordinal);
        var targets = new RouteTargets();
        await foreach (var row in connection.QueryUnbufferedAsync<RouteRow>(
            $"""
             select h.host, h.project_id, h.build_id as host_build, r.build_id as route_build, r.deployment_id, r.generation,
                 a.id as app, a.served_by, s.node_address, a.state = 'failed' as has_failed
             from hosts h left join routes r on r.project_id = h.project_id
             left join apps a on a.id = coalesce(h.build_id, r.deployment_id) left join silos s on s.id = a.served_by
             where {Those("h", projects)}
             """,
            new { projects }).WithCancellation(cancellationToken))
            sites.Add(row.Host, targets.Of(row));

        var earlier = await Earlier(connection, projects, cancellationToken);
        foreach (var (host, target) in earlier.Count == 0 ? [] : sites.ToList())
            sites[host] = targets.With(target, earlier[target.Project.Value]);

        return sites;
    }

    /// <summary>By project, the builds that another one has taken the place of.</summary>
    private static async Task<ILookup<string, EarlierBuild>> Earlier(
        NpgsqlConnection connection, string[]? projects, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Project, string Build, DateTimeOffset Until)>(new CommandDefinition(
            $"""
             select c.project_id, e.build_id, max(c.committed_at)
             from route_commits c
             join lateral (
                 select build_id from route_commits p where p.project_id = c.project_id and p.generation < c.generation order by p.generation desc limit 1
             ) e on e.build_id <> c.build_id
             where c.committed_at > clock_timestamp() - @Remembered and {Those("c", projects)}
             group by c.project_id, e.build_id
             order by max(c.committed_at) desc
             """,
            new { EarlierBuild.Remembered, projects }, cancellationToken: cancellationToken));
        return rows.ToLookup(r => r.Project, r => new EarlierBuild(new BuildId(r.Build), r.Until));
    }

    private static string Those(string table, string[]? projects) => projects is null ? "true" : $"{table}.project_id = any(@projects)";
}
