using Dapper;
using MiniVercel.Deployments;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Routing;

/// <summary>The rows of `routes`, and everything they ever were.</summary>
public sealed class PostgresRoutes(Database database, Publication publication) : IRoutes
{
    public Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken) =>
        database.Transact(
            (connection, transaction, token) => Commit(connection, transaction, order, attempt, token), cancellationToken);

    public Task Publish(RouteClock clock, CancellationToken cancellationToken) => publication.Reaches(clock, cancellationToken);

    public Task<bool> IsDecided(ActivationOrder order) => database.Run((connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
        """
        select exists (select 1 from route_commits where deployment_id = @deployment)
            or exists (select 1 from routes where project_id = @project and generation > @generation)
        """,
        new { deployment = order.Deployment.Value, project = order.Project.Value, generation = order.Generation }, cancellationToken: token)));

    public Task<bool> HasCommitted(DeploymentId deployment) =>
        Exists("select exists (select 1 from route_commits where deployment_id = @id)", deployment.Value);

    public Task<bool> Serves(BuildId build) => Exists("select exists (select 1 from routes where build_id = @id)", build.Value);

    public Task<bool> HasServed(BuildId build) => Exists("select exists (select 1 from route_commits where build_id = @id)", build.Value);

    private static async Task<RouteCommit> Commit(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ActivationOrder order, int attempt, CancellationToken cancellationToken)
    {
        var row = new
        {
            deployment = order.Deployment.Value,
            project = order.Project.Value,
            team = order.Team.Value,
            build = order.Build.Value,
            generation = order.Generation,
            attempt,
        };
        CommandDefinition Command(string sql, object? parameters = null) =>
            new(sql, parameters ?? row, transaction, cancellationToken: cancellationToken);

        // Shared until the commit: what is pointed to here keeps its artifact from the sweep.
        await ContentLock.Share(connection, transaction, cancellationToken);

        // Locked against itself as well: the same commit, sent again while the first is still on its way, waits for it here.
        var mine = await connection.ExecuteScalarAsync<bool>(Command(
            """
            select exists (
                select 1 from deployments where id = @deployment and attempt = @attempt and phase = 'activating' for no key update)
            """));
        if (!mine)
            return new RouteCommit.NotMine();

        // A run that is taken up again may have committed before its process was lost.
        var before = await connection.QuerySingleOrDefaultAsync<(long Epoch, long N, DateTime At)?>(Command(
            "select epoch, n, committed_at from route_commits where deployment_id = @deployment"));
        if (before is { } done)
            return new RouteCommit.Committed(new RouteClock(done.Epoch, done.N), done.At);

        var projectLives = await connection.ExecuteScalarAsync<bool>(Command(
            "select exists (select 1 from projects where id = @project and deleted_at is null for share)"));
        if (!projectLives)
            return new RouteCommit.ProjectGone();

        var buildLives = await connection.ExecuteScalarAsync<bool>(Command(
            "select exists (select 1 from builds where id = @build and deleted_at is null)"));
        if (!buildLives)
            return new RouteCommit.BuildGone();

        var switched = await connection.ExecuteAsync(Command(
            """
            insert into routes (project_id, team_id, deployment_id, build_id, generation)
            values (@project, @team, @deployment, @build, @generation)
            on conflict (project_id) do update
            set deployment_id = excluded.deployment_id, build_id = excluded.build_id, generation = excluded.generation
            where routes.generation < excluded.generation
            """));
        if (switched == 0)
            return new RouteCommit.Superseded();

        var clock = await RouteClocks.Raise(connection, transaction, row.project, cancellationToken);
        var at = await connection.ExecuteScalarAsync<DateTime>(Command(
            """
            insert into route_commits (deployment_id, project_id, build_id, generation, epoch, n)
            values (@deployment, @project, @build, @generation, @epoch, @n)
            returning committed_at
            """,
            new { row.deployment, row.project, row.build, row.generation, epoch = clock.Epoch, n = clock.N }));
        return new RouteCommit.Committed(clock, at);
    }

    private Task<bool> Exists(string sql, string id) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, new { id }, cancellationToken: token)));
}
