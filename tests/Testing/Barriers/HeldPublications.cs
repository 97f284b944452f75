using System.Collections.Concurrent;
using MiniVercel.Deployments;
using MiniVercel.Ports;
using MiniVercel.Routing;

namespace MiniVercel.Testing.Barriers;

/// <summary>Freezes a run between its commit and its publication, as a paused process would be.</summary>
public sealed class HeldPublications
{
    private readonly ConcurrentDictionary<BuildId, Barrier> _barriers = new();

    public IRoutes Around(IRoutes routes) => new Routes(routes, this);

    public void Freeze(BuildId build) => _barriers[build] = new Barrier();

    /// <summary>Returns when a run of the build has committed and stands still.</summary>
    public Task Frozen(BuildId build) => _barriers[build].Arrived;

    public void Thaw(BuildId build) => _barriers[build].Open();

    /// <summary>Lets everybody go who still stands, as at the end of a test that failed.</summary>
    public void ThawAll()
    {
        foreach (var barrier in _barriers.Values)
            barrier.Open();
    }

    private sealed class Routes(IRoutes routes, HeldPublications held) : IRoutes
    {
        public async Task<RouteCommit> Commit(ActivationOrder order, int attempt, CancellationToken cancellationToken)
        {
            var commit = await routes.Commit(order, attempt, cancellationToken);
            if (commit is RouteCommit.Committed && held._barriers.TryGetValue(order.Build, out var barrier))
                await barrier.Pass(cancellationToken);
            return commit;
        }

        public Task Publish(RouteClock clock, CancellationToken cancellationToken) => routes.Publish(clock, cancellationToken);

        public Task<bool> HasCommitted(DeploymentId deployment) => routes.HasCommitted(deployment);

        public Task<bool> Serves(BuildId build) => routes.Serves(build);

        public Task<bool> HasServed(BuildId build) => routes.HasServed(build);

        public Task<bool> IsDecided(ActivationOrder order) => routes.IsDecided(order);
    }
}
