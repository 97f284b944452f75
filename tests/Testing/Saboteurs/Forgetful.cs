using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Deployments;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>A history that is kept per build: who goes back to one overwrites when it was first shown.</summary>
public static class Forgetful
{
    public static void History(IServiceCollection services) =>
        services.Wrap<IRoutes>((routes, s) => new OneEntryPerBuild(routes, s.GetRequiredService<Database>()));

    private sealed class OneEntryPerBuild(IRoutes routes, Database database) : IRoutes
    {
        public async Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken)
        {
            var commit = await routes.Commit(order, attempt, cancellationToken);
            await database.Run(
                (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                    """
                    delete from route_commits where build_id = @build and deployment_id <> @deployment;
                    delete from deployments where build_id = @build and id <> @deployment
                    """,
                    new { build = order.Build.Value, deployment = order.Deployment.Value }, cancellationToken: token)),
                cancellationToken);
            return commit;
        }

        public Task Publish(RouteClock clock, CancellationToken cancellationToken) => routes.Publish(clock, cancellationToken);

        public Task<bool> HasCommitted(DeploymentId deployment) => routes.HasCommitted(deployment);

        public Task<bool> Serves(BuildId build) => routes.Serves(build);

        public Task<bool> HasServed(BuildId build) => routes.HasServed(build);

        public Task<bool> IsDecided(ActivationOrder order) => routes.IsDecided(order);
    }
}
