using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Deployments;
using MiniVercel.Platform.Routing;
using MiniVercel.Ports;
using MiniVercel.Routing;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>
/// The mistake that an atomic switch exists to prevent: the activation reports success as soon as it is committed,
/// while the gateway takes its time to follow.
/// </summary>
public static class Unconfirmed
{
    public static void Publications(IServiceCollection services)
    {
        services.AddSingleton<PostgresRoutes>();
        services.AddSingleton<IRoutes, RoutesThatDoNotWait>();
        SlowGateway.Follows(services);
    }

    private sealed class RoutesThatDoNotWait(PostgresRoutes routes) : IRoutes
    {
        public Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken) =>
            routes.Commit(order, attempt, cancellationToken);

        public Task Publish(RouteClock clock, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<bool> HasCommitted(DeploymentId deployment) => routes.HasCommitted(deployment);

        public Task<bool> Serves(BuildId build) => routes.Serves(build);

        public Task<bool> HasServed(BuildId build) => routes.HasServed(build);

        public Task<bool> IsDecided(ActivationOrder order) => routes.IsDecided(order);
    }
}
