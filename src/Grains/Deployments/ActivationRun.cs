using Microsoft.Extensions.Logging;
using MiniVercel.Ports;

namespace MiniVercel.Deployments;

/// <summary>
/// Activates a deployment: this is where a build becomes what visitors see. It runs on the engine that claimed the
/// activation, outside any grain's turn, and may be cut off at any line: the next attempt takes every step again, and
/// each step taken twice does what it did once.
/// </summary>
public sealed partial class ActivationRun(
    IGrainFactory grains,
    Patience patience,
    IArtifacts artifacts,
    IRoutes routes,
    IFailpoints failpoints,
    ILogger<ActivationRun> logger)
{
    public async Task Activate(DeploymentId id, int attempt, string engine, CancellationToken cancellationToken)
    {
        failpoints.Reach(Failpoint.ActivationTaken);
        var deployment = grains.GetGrain<IDeploymentGrain>(id.Value);
        if (await patience.Ask(() => deployment.Start(attempt, engine), cancellationToken) is not ActivationReply.Go { Order: var order })
            return;

        LogStarted(id, order.Project, order.Build, order.Generation, attempt);
        failpoints.Reach(Failpoint.ActivationClaimed);

        var ending = await Run(order, attempt, deployment, cancellationToken);
        if (ending is null || await patience.Ask(() => deployment.End(attempt, ending), cancellationToken) is ActivationReply.Stop)
        {
            LogNotMine(id, attempt);
            return;
        }

        failpoints.Reach(Failpoint.ActivationRecorded);
        LogEnded(id, ending);
    }

    /// <summary>The story. Until the commit the old deployment serves, whatever goes wrong; after it there is no way back.</summary>
    private async Task<ActivationEnding?> Run(
        ActivationOrder order, int attempt, IDeploymentGrain deployment, CancellationToken cancellationToken)
    {
        if (!await Enter(ActivationStep.Prepare))
            return null;
        try
        {
            await patience.Work(() => artifacts.Materialise(order.Project, order.Build, cancellationToken), cancellationToken);
        }
        catch (ArtifactDamagedException damage)
        {
            LogDamaged(order.Deployment, order.Build, damage.Message);
            if (!await patience.Work(() => routes.HasCommitted(order.Deployment), cancellationToken))
                return new ActivationEnding.Unhealthy(DeploymentReason.ArtifactDamaged);
            // An earlier attempt has committed: damaged or not, this is what serves.
        }
        catch (ServerNotHostedException)
        {
            return new ActivationEnding.Unhealthy(DeploymentReason.ServerNotHosted);
        }

        failpoints.Reach(Failpoint.ActivationPrepared);

        if (!await Enter(ActivationStep.Commit))
            return null;
        var commit = await patience.Work(() => routes.Commit(order, attempt, cancellationToken), cancellationToken);
        failpoints.Reach(Failpoint.RouteCommitted);

        switch (commit)
        {
            case RouteCommit.Superseded:
                return new ActivationEnding.Superseded();
            case RouteCommit.ProjectGone:
                return new ActivationEnding.Unhealthy(DeploymentReason.ProjectDeleted);
            case RouteCommit.BuildGone:
                return new ActivationEnding.Unhealthy(DeploymentReason.BuildDeleted);
            case RouteCommit.Committed committed:
                if (!await Enter(ActivationStep.Publish))
                    return null;
                await patience.Work(() => routes.Publish(committed.Clock, cancellationToken), cancellationToken);
                failpoints.Reach(Failpoint.RoutePublished);
                await patience.Work(() => artifacts.LinkCurrent(order.Project, cancellationToken), cancellationToken);
                failpoints.Reach(Failpoint.CurrentLinked);
                return new ActivationEnding.Active(committed.At);
            default:
                return null;
        }

        async Task<bool> Enter(ActivationStep step)
        {
            var (before, entered) = Failpoint.Of(step);
            failpoints.Reach(before);
            if (await patience.Ask(() => deployment.EnterStep(attempt, step), cancellationToken) is ActivationReply.Stop)
                return false;
            failpoints.Reach(entered);
            return true;
        }
    }
}
