using Microsoft.Extensions.Logging;
using MiniVercel.Placement;
using MiniVercel.Ports;
using MiniVercel.Projects;
using MiniVercel.Routing;
using Verdict = MiniVercel.Verdict<MiniVercel.Builds.BuildState>;

namespace MiniVercel.Builds;

/// <summary>
/// Records what happens to one build. It calls its project only one-way: the project calls its builds and waits, and
/// two grains that wait for each other wait for ever.
/// </summary>
[PreferRole(SiloRole.Worker)]
[PreferLocalPlacement]
public sealed class BuildGrain(
    [PersistentState("builds", "platform")] IPersistentState<BuildState> stored,
    IHosts hosts,
    IRoutes routes,
    IDoorbell doorbell,
    IFailpoints failpoints,
    TimeProvider clock,
    ILogger<BuildGrain> logger) : StatefulGrain<BuildState>(stored), IBuildGrain
{
    private readonly ObserverManager<IBuildObserver> _observers = new(TimeSpan.FromMinutes(2), logger);

    private BuildId Id => new(this.GetPrimaryKeyString());

    public async Task Submit(BuildOrder order)
    {
        await Apply(new BuildEvent.Submitted(order, NewId.ShortId()));
        await doorbell.Ring(Doorbell.Builds);
    }

    public Task<BuildSnapshot?> Describe() => Task.FromResult(
        State.Order is null || State.DeletedAt is not null
            ? null
            : new BuildSnapshot(Id, State.ProjectId, State.Status, State.ArtifactId));

    public Task<AttemptReply> Start(int attempt, string worker) => Report(new BuildEvent.Claimed(attempt, worker));

    public Task<AttemptReply> EnterStep(int attempt, BuildStep step) => Report(new BuildEvent.StepEntered(attempt, step));

    public Task<AttemptReply> Record(int attempt, BuildCommit commit) => Report(new BuildEvent.CommitKnown(attempt, commit));

    public Task<AttemptReply> See(int attempt, EnvironmentSeen environment) => Report(new BuildEvent.EnvironmentGiven(attempt, environment));

    public async Task<AttemptReply> Finish(int attempt, BuildEnding ending, long lastSeq)
    {
        var reply = await Report(new BuildEvent.Finished(attempt, ending, lastSeq));
        await TellProject();
        return reply;
    }

    public async Task<BuildCanceled> Cancel(BuildReason reason)
    {
        if (State.Order is null || State.DeletedAt is not null)
            return new BuildCanceled.NotFound();

        return await Apply(new BuildEvent.Canceled(reason)) is Verdict.Refused
            ? new BuildCanceled.AlreadyEnded(State.Status)
            : new BuildCanceled.Done();
    }

    public async Task<BuildDeleted> Delete()
    {
        if (State.Order is null || State.DeletedAt is not null)
            return new BuildDeleted.NotFound();
        if (await routes.Serves(Id))
            return new BuildDeleted.InUse("It is the active deployment of its project; activate another one first.");
        failpoints.Reach(Failpoint.BeforeDeletion);
        if (await Apply(new BuildEvent.Deleted()) is Verdict.Refused refused)
            return new BuildDeleted.InUse($"It cannot be deleted: {refused.Why}.");

        await ReleaseHost();
        return new BuildDeleted.Done();
    }

    public async Task HandedOver()
    {
        await Apply(new BuildEvent.HandedOver());
        failpoints.Reach(Failpoint.HandedOver);
    }

    public async Task Wake()
    {
        if (State.Status == BuildStatus.Pending)
        {
            await Apply(new BuildEvent.LeftUnclaimed());
            await doorbell.Ring(Doorbell.Builds);
        }

        await TellProject();
        await ReleaseHost();
    }

    public Task LinesWritten(long lastSeq)
    {
        _observers.Notify(o => o.LinesWritten(Id, lastSeq));
        return Task.CompletedTask;
    }

    public Task Subscribe(IBuildObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(IBuildObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    private async Task<AttemptReply> Report(BuildEvent happened) => await Apply(happened) switch
    {
        Verdict.Refused refused => new AttemptReply.Stop(refused.Why),
        _ when State.HasEnded && happened is not BuildEvent.Finished => new AttemptReply.Stop($"the build is {State.Status.Word()}"),
        _ => new AttemptReply.Go(State.Order!, State.ShortId),
    };

    private async Task<Verdict> Apply(BuildEvent happened)
    {
        var before = State.Status;
        var verdict = BuildLifecycle.Decide(State, happened, clock.GetUtcNow());
        if (verdict is Verdict.Changed changed)
        {
            await Commit(changed.Next);
            if (State.Status != before)
                _observers.Notify(o => o.StatusChanged(Id, State.Status));
        }

        return verdict;
    }

    private async Task TellProject()
    {
        if (!State.HandoverDue)
            return;

        failpoints.Reach(Failpoint.BeforeHandover);
        await GrainFactory.GetGrain<IProjectGrain>(State.ProjectId.Value).BuildSucceeded(Id);
    }

    private async Task ReleaseHost()
    {
        if (!State.ReleaseDue)
            return;

        failpoints.Reach(Failpoint.BuildDeleted);
        await hosts.ReleaseBuild(Id);
        failpoints.Reach(Failpoint.BuildReleased);
        await Apply(new BuildEvent.Released());
    }
}
