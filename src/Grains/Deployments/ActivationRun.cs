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
    IApps apps,
    IRoutes routes,
    IFailpoints failpoints,
    TimeProvider clock,
    ILogger<ActivationRun> logger)
{
    /// <summary>The files, thirty seconds for the start of an app, three tries at a page, and some.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2);

    public async Task Activate(DeploymentId id, int attempt, string engine, CancellationToken cancellationToken)
    {
        failpoints.Reach(Failpoint.ActivationTaken);
        var deployment = grains.GetGrain<IDeploymentGrain>(id.Value);
        if (await patience.Ask(() => deployment.Start(attempt, engine), cancellationToken) is not ActivationReply.Go { Order: var order })
            return;

        LogStarted(id, order.Project, order.Build, order.Generation, attempt);
        failpoints.Reach(Failpoint.ActivationClaimed);

        var ending = await Run(new Attempt(order, attempt, deployment, patience, failpoints), cancellationToken);
        if (ending is null || await patience.Ask(() => deployment.End(attempt, ending), cancellationToken) is ActivationReply.Stop)
        {
            LogNotMine(id, attempt);
            return;
        }

        failpoints.Reach(Failpoint.ActivationRecorded);
        LogEnded(id, ending);
    }

    /// <summary>The story. Until the commit the old deployment serves, whatever goes wrong; after it there is no way back.</summary>
    private async Task<ActivationEnding?> Run(Attempt its, CancellationToken cancellationToken)
    {
        var trial = await MakeReady(its, cancellationToken);
        if (trial is ActivationTrial.NotMine)
            return null;
        // Where an earlier attempt has committed, that is what serves, whatever is wrong now.
        if (trial is ActivationTrial.Passed || await patience.Work(() => routes.HasCommitted(its.Order.Deployment), cancellationToken))
            return await Switch(its, cancellationToken);
        return trial is ActivationTrial.Failed failed
            ? new ActivationEnding.Unhealthy(failed.Reason, failed.Detail)
            : new ActivationEnding.TimedOut();
    }

    /// <summary>All that takes its time and may fail: the files, and where they are not all there is, an app that is well.</summary>
    private async Task<ActivationTrial> MakeReady(Attempt its, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(ReadyWithin, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await TryToMakeReady(its, limit.Token);
        }
        catch (ArtifactDamagedException damage)
        {
            LogDamaged(its.Order.Deployment, its.Order.Build, damage.Message);
            return new ActivationTrial.Failed(DeploymentReason.ArtifactDamaged, damage.Message);
        }
        catch (NoRoomException full)
        {
            LogNoRoom(its.Order.Deployment, its.Order.Build, full.Message);
            return new ActivationTrial.Failed(DeploymentReason.DiskFull, full.Message);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ActivationTrial.TookTooLong();
        }
    }

    private async Task<ActivationTrial> TryToMakeReady(Attempt its, CancellationToken cancellationToken)
    {
        var order = its.Order;
        if (!await its.Enter(ActivationStep.Prepare, cancellationToken))
            return new ActivationTrial.NotMine();
        var needsApp = await patience.Work(() => artifacts.Materialise(order.Project, order.Build, cancellationToken), cancellationToken);
        failpoints.Reach(Failpoint.ActivationPrepared);
        if (!needsApp || await patience.Work(() => routes.IsDecided(order), cancellationToken))
            return new ActivationTrial.Passed();

        if (!await its.Enter(ActivationStep.Start, cancellationToken))
            return new ActivationTrial.NotMine();
        var started = await apps.Start(order, its.Number, cancellationToken);
        failpoints.Reach(Failpoint.AppStarted);
        if (started is not ActivationTrial.Passed)
            return started;

        if (!await its.Enter(ActivationStep.Prove, cancellationToken))
            return new ActivationTrial.NotMine();
        var proven = await apps.Prove(order, cancellationToken);
        failpoints.Reach(Failpoint.AppProven);
        return proven;
    }

    /// <summary>One small change in the database, and everybody follows it. What served before is left in peace until its visitors have gone.</summary>
    private async Task<ActivationEnding?> Switch(Attempt its, CancellationToken cancellationToken)
    {
        var order = its.Order;
        if (!await its.Enter(ActivationStep.Commit, cancellationToken))
            return null;
        var commit = await patience.Work(() => routes.Commit(order, its.Number, cancellationToken), cancellationToken);
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
                if (!await its.Enter(ActivationStep.Publish, cancellationToken))
                    return null;
                await patience.Work(() => routes.Publish(committed.Clock, cancellationToken), cancellationToken);
                failpoints.Reach(Failpoint.RoutePublished);
                await patience.Work(() => artifacts.LinkCurrent(order.Project, cancellationToken), cancellationToken);
                failpoints.Reach(Failpoint.CurrentLinked);
                return new ActivationEnding.Active(committed.At);
            default:
                return null;
        }
    }

    /// <summary>One attempt at an activation: each step is written down before it is taken, as long as the attempt is the current one.</summary>
    private sealed record Attempt(ActivationOrder Order, int Number, IDeploymentGrain Deployment, Patience Patience, IFailpoints Failpoints)
    {
        public async Task<bool> Enter(ActivationStep step, CancellationToken cancellationToken)
        {
            var (before, entered) = Failpoint.Of(step);
            Failpoints.Reach(before);
            if (await Patience.Ask(() => Deployment.EnterStep(Number, step), cancellationToken) is ActivationReply.Stop)
                return false;
            Failpoints.Reach(entered);
            return true;
        }
    }
}
