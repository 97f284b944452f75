using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Deployments;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>A switch that does not compare where its effect lands.</summary>
public static class Unfenced
{
    /// <summary>Who is ready last wins, whoever asked last.</summary>
    public static void Commits(IServiceCollection services) =>
        services.Wrap<IRoutes>((routes, s) => new LastOneWins(routes, s.GetRequiredService<Database>()));

    /// <summary>Publishing writes the route that the run saw at its commit, however long ago that was.</summary>
    public static void Publications(IServiceCollection services) =>
        services.Wrap<IRoutes>((routes, s) => new WrittenAgain(routes, s.GetRequiredService<Database>()));

    private sealed class LastOneWins(IRoutes routes, Database database) : IRoutes
    {
        public async Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken)
        {
            await database.Run(
                (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                    "update routes set generation = 0 where project_id = @project", new { project = order.Project.Value }, cancellationToken: token)),
                cancellationToken);
            return await routes.Commit(order, attempt, cancellationToken);
        }

        public Task Publish(RouteClock clock, CancellationToken cancellationToken) => routes.Publish(clock, cancellationToken);

        public Task<bool> HasCommitted(DeploymentId deployment) => routes.HasCommitted(deployment);

        public Task<bool> Serves(BuildId build) => routes.Serves(build);

        public Task<bool> HasServed(BuildId build) => routes.HasServed(build);

        public Task<bool> IsDecided(ActivationOrder order) => routes.IsDecided(order);
    }

    private sealed class WrittenAgain(IRoutes routes, Database database) : IRoutes
    {
        private readonly ConcurrentDictionary<RouteClock, ActivationOrder> _committed = new();

        public async Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken)
        {
            var commit = await routes.Commit(order, attempt, cancellationToken);
            if (commit is RouteCommit.Committed committed)
                _committed[committed.Clock] = order;
            return commit;
        }

        public async Task Publish(RouteClock clock, CancellationToken cancellationToken)
        {
            if (_committed.TryGetValue(clock, out var order))
                await database.Run((connection, token) => Write(connection, order, token), cancellationToken);
            await routes.Publish(clock, cancellationToken);
        }

        public Task<bool> HasCommitted(DeploymentId deployment) => routes.HasCommitted(deployment);

        public Task<bool> Serves(BuildId build) => routes.Serves(build);

        public Task<bool> HasServed(BuildId build) => routes.HasServed(build);

        public Task<bool> IsDecided(ActivationOrder order) => routes.IsDecided(order);

        private static Task<int> Write(NpgsqlConnection connection, ActivationOrder order, CancellationToken cancellationToken) =>
            connection.ExecuteAsync(new CommandDefinition(
                """
                update routes set deployment_id = @deployment, build_id = @build, generation = @generation where project_id = @project;
                update route_clock set n = n + 1
                """,
                new { deployment = order.Deployment.Value, build = order.Build.Value, generation = order.Generation, project = order.Project.Value },
                cancellationToken: cancellationToken));
    }
}
