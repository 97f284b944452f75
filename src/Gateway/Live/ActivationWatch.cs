using MiniVercel.Deployments;
using MiniVercel.Gateway.Api.Deployments;

namespace MiniVercel.Gateway.Live;

/// <summary>Waits for the end of an activation: told by its grain, and looking every second in case that got lost.</summary>
public sealed class ActivationWatch(IGrainFactory grains, DeploymentQueries deployments, TimeProvider clock)
{
    /// <summary>The deployment when it has ended, or as it is when the time is up.</summary>
    public async Task<DeploymentView> WaitForEnd(TeamId team, DeploymentId id, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IDeploymentGrain>(id.Value);
        var observer = new Observer();
        var reference = grains.CreateObjectReference<IDeploymentObserver>(observer);
        var started = clock.GetTimestamp();
        try
        {
            await grain.Subscribe(reference);
            while (true)
            {
                var deployment = await deployments.Find(team, id.Value, cancellationToken)
                    ?? throw new InvalidOperationException($"{id} was accepted but is not recorded.");
                if (deployment.HasEnded || clock.GetElapsedTime(started) >= atMost)
                    return deployment;
                await observer.Changed(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
        finally
        {
            await grain.Unsubscribe(reference).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            grains.DeleteObjectReference<IDeploymentObserver>(reference);
        }
    }

    private sealed class Observer : IDeploymentObserver
    {
        private readonly SemaphoreSlim _ended = new(0);

        public void PhaseChanged(DeploymentId deployment, DeploymentPhase phase)
        {
            if (phase != DeploymentPhase.Activating)
                _ended.Release();
        }

        public Task Changed(TimeSpan atMost, CancellationToken cancellationToken) => _ended.WaitAsync(atMost, cancellationToken);
    }
}
