using MiniVercel.Deployments;
using MiniVercel.Gateway.Api.Deployments;

namespace MiniVercel.Gateway.Live;

/// <summary>Waits for the end of an activation: told by its grain, and looking every second in case that got lost.</summary>
public sealed class ActivationWatch(IGrainFactory grains, Patience patience, DeploymentQueries deployments, TimeProvider clock)
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    /// <summary>The deployment when it has ended, or as it is when the time is up; nothing when its project was deleted meanwhile.</summary>
    public async Task<DeploymentView?> WaitForEnd(TeamId team, DeploymentId id, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<IDeploymentGrain>(id.Value);
        var observer = new Observer();
        var reference = grains.CreateObjectReference<IDeploymentObserver>(observer);
        var started = clock.GetTimestamp();
        try
        {
            await patience.Ask(() => grain.Subscribe(reference), cancellationToken);
            while (true)
            {
                var deployment = await deployments.Find(team, id.Value, cancellationToken);
                if (deployment is null or { HasEnded: true } || clock.GetElapsedTime(started) >= atMost)
                    return deployment;
                await observer.EndedOr(LookAnyway, cancellationToken);
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
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void PhaseChanged(DeploymentId deployment, DeploymentPhase phase)
        {
            if (phase != DeploymentPhase.Activating)
                _ended.TrySetResult();
        }

        public async Task EndedOr(TimeSpan atMost, CancellationToken cancellationToken)
        {
            if (_ended.Task.IsCompleted)
                await Task.Delay(atMost, cancellationToken); // told, but not there to be read: look again in a while
            else
                await Task.WhenAny(_ended.Task, Task.Delay(atMost, cancellationToken));
        }
    }
}
