using Dapper;
using MiniVercel.Deployments;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Apps;

/// <summary>
/// The rows of `apps`: which engine runs which app. Engines take them on by themselves, one each, the way runners find their work; whoever
/// has taken one on writes to it only while it is still the claim's own.
/// </summary>
public sealed class AppRecords(Database database, SiloIdentity silo)
{
    /// <summary>Its silo has gone: another says so that may judge, or it was an earlier life of this very node.</summary>
    private const string IsOrphan =
        $"""
        (a.silo_id <> @silo and (
            exists (select 1 from silos s where s.id = a.silo_id and s.node_id = @node)
            or not exists (select 1 from silos s where s.id = a.silo_id and (s.lease_until > clock_timestamp() or not {Verdicts.MayJudge}))))
        """;

    private const string IsActive = "exists (select 1 from routes r where r.deployment_id = a.id)";

    /// <summary>Engines that live and stay.</summary>
    private const string AreOthers =
        $"exists (select 1 from silos o where o.id <> @silo and '{SiloRole.Engine}' = any(o.roles) and o.lease_until > clock_timestamp())";

    private const string IsActivating = "exists (select 1 from deployments d where d.id = a.id and d.phase = 'activating')";

    /// <summary>Gateways are still on their way to what took this one's place.</summary>
    private const string IsBeingLeft =
        """
        exists (
            select 1 from route_commits mine
            cross join lateral (
                select epoch, n from route_commits c where c.project_id = a.project_id order by c.generation desc limit 1) newest
            join silos g on 'gateway' = any(g.roles) and g.lease_until > clock_timestamp()
                and (coalesce(g.applied_epoch, 0), coalesce(g.applied_n, 0)) < (newest.epoch, newest.n)
            where mine.deployment_id = a.id and exists (select 1 from routes r where r.project_id = a.project_id))
        """;

    /// <summary>This engine runs the candidate of an activation: said by its current attempt, and by nobody else.</summary>
    /// <returns>The claim; nothing where the activation is another attempt's.</returns>
    public Task<long?> TakeCandidate(ActivationOrder order, int attempt, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<long?>(Command(
            """
            insert into apps (id, team_id, project_id, build_id, is_preview, silo_id, state)
            select d.id, d.team_id, d.project_id, d.build_id, false, @silo, 'starting' from deployments d
            where d.id = @id and d.attempt = @attempt and d.phase = 'activating'
            on conflict (id) do update
            set silo_id = @silo, claim = apps.claim + 1, state = 'starting', detail = null, updated_at = clock_timestamp()
            returning claim
            """,
            token, new { id = order.Deployment.Value, attempt, silo = silo.SiloId })),
        cancellationToken);

    /// <summary>Takes on what is on the air and nobody alive runs, and what an engine that leaves has let go of.</summary>
    public Task<int> Adopt(int atMost, CancellationToken cancellationToken) => Take(
        $"not a.is_preview and (a.silo_id is null or {IsOrphan}) and {IsActive}", atMost, cancellationToken);

    /// <summary>Takes on previews that somebody wants to see.</summary>
    public Task<int> AdoptPreviews(int atMost, CancellationToken cancellationToken) => Take(
        "a.is_preview and a.silo_id is null and a.state = 'starting'", atMost, cancellationToken);

    /// <summary>Removes the rows of lost engines that nothing asks for any more. A preview is started again by whoever looks at it next.</summary>
    public Task ForgetLost(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(Command(
            $"""
             delete from apps where id in (
                 select a.id from apps a
                 where (a.silo_id is null and not a.is_preview or {IsOrphan}) and not {IsActive} and not {IsActivating}
                 for update skip locked)
             """,
            token)),
        cancellationToken);

    /// <summary>What this silo is to run, and what visitors are still sent here for while another one is starting it.</summary>
    public Task<IReadOnlyList<HostedRow>> Here(CancellationToken cancellationToken) => database.Run<IReadOnlyList<HostedRow>>(
        async (connection, token) => (await connection.QueryAsync<(string Id, string Project, string Build, long Claim, bool IsMine, bool IsPreview, bool IsWanted, bool HasServed)>(
            Command(
                $"""
                 select a.id, a.project_id, a.build_id, a.claim, coalesce(a.silo_id = @silo, false), a.is_preview,
                     case when a.is_preview then exists (
                         select 1 from builds b join projects p on p.id = b.project_id
                         where b.id = a.build_id and b.deleted_at is null and p.deleted_at is null)
                         else {IsActive} or {IsActivating} or {IsBeingLeft} end,
                     a.is_preview or exists (select 1 from route_commits c where c.deployment_id = a.id)
                 from apps a where a.silo_id = @silo or a.served_by = @silo
                 """,
                token)))
            .Select(r => new HostedRow(new AppId(r.Id), new ProjectId(r.Project), new BuildId(r.Build), r.Claim, r.IsMine, r.IsPreview, r.IsWanted, r.HasServed))
            .ToList(),
        cancellationToken);

    /// <summary>The app answers here. Gateways hear of it where somebody is sent to it; a candidate they come to know by its route.</summary>
    public Task Running(AppId app, long claim, CancellationToken cancellationToken) => Note(
        app, claim, "served_by = @silo, state = 'running', detail = null", isNews: "old.served_by is distinct from @silo", new { }, cancellationToken);

    /// <summary>It has ended by itself and is going to be started again.</summary>
    public Task Restarting(AppId app, long claim, string detail, int restarts, CancellationToken cancellationToken) => Note(
        app, claim, "state = 'restarting', detail = @detail, restarts = @restarts", isNews: "false", new { detail, restarts }, cancellationToken);

    /// <summary>A preview could not be started, and the next who looks may try again.</summary>
    public Task Failed(AppId app, long claim, string detail, CancellationToken cancellationToken) => Note(
        app, claim, "state = 'failed', detail = @detail, silo_id = null, served_by = null", isNews: "true", new { detail }, cancellationToken);

    /// <summary>It does not run here any more.</summary>
    public Task Forget(AppId app, long claim, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(Command(
            "delete from apps where id = @id and silo_id = @silo and claim = @claim", token, new { id = app.Value, claim, silo = silo.SiloId })),
        cancellationToken);

    /// <summary>A preview goes to sleep: first nobody is sent there any more, then it ends.</summary>
    public Task<bool> PutToSleep(AppId app, long claim, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            var project = await connection.ExecuteScalarAsync<string?>(Command(
                "delete from apps where id = @id and silo_id = @silo and claim = @claim returning project_id", token,
                new { id = app.Value, claim, silo = silo.SiloId }, transaction));
            if (project is not null)
                await RouteClocks.Raise(connection, transaction, project, token);
            return project is not null;
        },
        cancellationToken);

    /// <summary>This silo is no engine any more: where there are others, they take on what is on the air here.</summary>
    public Task LetGo(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(Command(
            $"""
             update silos set roles = array_remove(roles, '{SiloRole.Engine}') where id = @silo;
             update apps a set silo_id = null, claim = claim + 1, updated_at = clock_timestamp() where a.silo_id = @silo and {IsActive} and {AreOthers};
             {Doorbells.RingSql(Doorbell.Apps)}
             """,
            token)),
        cancellationToken);

    /// <summary>Whether apps on the air answer here that somebody else could take on.</summary>
    public Task<bool> IsNeeded(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(Command(
            $"select {AreOthers} and exists (select 1 from apps a where a.served_by = @silo and not a.is_preview and {IsActive})", token)),
        cancellationToken);

    private async Task<int> Take(string which, int atMost, CancellationToken cancellationToken) => atMost <= 0 ? 0 : await database.Run(
        (connection, token) => connection.ExecuteAsync(Command(
            $"""
             update apps set silo_id = @silo, claim = claim + 1, state = 'starting', updated_at = clock_timestamp()
             where id in (select a.id from apps a where {which} order by a.created_at limit @atMost for update skip locked)
             """,
            token, new { silo = silo.SiloId, node = silo.NodeId, lease = SiloLease.Length, judge = silo.SiloId, atMost })),
        cancellationToken);

    private Task<bool> Note(AppId app, long claim, string change, string isNews, object values, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            var parameters = new DynamicParameters(values);
            parameters.AddDynamicParams(new { id = app.Value, claim, silo = silo.SiloId });
            var news = await connection.QuerySingleOrDefaultAsync<(string Project, bool IsForGateways)>(new CommandDefinition(
                $"""
                 with old as (select * from apps where id = @id and silo_id = @silo and claim = @claim for update)
                 update apps a set {change}, updated_at = clock_timestamp() from old where a.id = old.id
                 returning a.project_id, {isNews} and (a.is_preview or {IsActive})
                 """,
                parameters, transaction, cancellationToken: token));
            if (news.IsForGateways)
                await RouteClocks.Raise(connection, transaction, news.Project, token);
            return true;
        },
        cancellationToken);

    private CommandDefinition Command(string sql, CancellationToken cancellationToken, object? parameters = null, NpgsqlTransaction? transaction = null) => new(
        sql, parameters ?? new { silo = silo.SiloId, node = silo.NodeId, judge = silo.SiloId, lease = SiloLease.Length }, transaction, cancellationToken: cancellationToken);
}
