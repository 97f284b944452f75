using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Ports;
using Verdict = MiniVercel.Verdict<MiniVercel.Projects.ProjectState>;

namespace MiniVercel.Projects;

/// <summary>Keeps a project's settings and hands out its generations.</summary>
public sealed class ProjectGrain(
    [PersistentState("projects", "platform")] IPersistentState<ProjectState> stored,
    IHosts hosts,
    IRoutes routes,
    IBuildRecords builds,
    IProjectSecrets secrets,
    IProjectTransfers transfers,
    IFailpoints failpoints,
    TimeProvider clock) : StatefulGrain<ProjectState>(stored), IProjectGrain
{
    private ProjectId Id => new(this.GetPrimaryKeyString());

    public Task<ProjectChange> Create(TeamId team, ProjectSettings settings) =>
        ChangeName(new ProjectEvent.Created(team, settings));

    public Task<ProjectChange> Change(ProjectPatch patch) =>
        ChangeName(new ProjectEvent.SettingsChanged(patch));

    public async Task<ProjectChange> Transfer(TeamId team)
    {
        if (!State.IsAlive)
            return new ProjectChange.NotFound();
        if (State.Team == team)
            return new ProjectChange.Done();
        if (State.WakeIn is not null)
            return new ProjectChange.Busy("It is being renamed, or an activation has only just been asked for.");

        var why = await transfers.Transfer(Id, State.Team, team);
        DeactivateOnIdle(); // What is remembered here is not what is stored any more.
        return why is null ? new ProjectChange.Done() : new ProjectChange.Busy(why);
    }

    public async Task<ProjectChange> Delete()
    {
        failpoints.Reach(Failpoint.BeforeEnd);
        if (await Apply(new ProjectEvent.Deleted()) is Verdict.Refused)
            return new ProjectChange.NotFound();

        await PublishName();
        return new ProjectChange.Done();
    }

    public async Task<BuildTriggered> TriggerBuild(BuildId build, BuildRequest request)
    {
        if (!State.IsAlive)
            return new BuildTriggered.ProjectNotFound();
        if (request.Team != State.Team)
            return new BuildTriggered.ChangedHands();
        if (request.Upload is null && State.Settings!.GitUrl is null)
            return new BuildTriggered.NoSource();

        failpoints.Reach(Failpoint.BeforeSubmit);
        await GrainFactory.GetGrain<IBuildGrain>(build.Value).Submit(OrderFor(request));
        failpoints.Reach(Failpoint.BuildSubmitted);
        foreach (var older in await builds.OvertakenBy(build))
            await GrainFactory.GetGrain<IBuildGrain>(older.Value).Cancel(BuildReason.Superseded);
        return new BuildTriggered.Queued(build);
    }

    public async Task<ActivationAccepted> Activate(TeamId team, BuildId build, DeploymentId deployment)
    {
        var known = await GrainFactory.GetGrain<IBuildGrain>(build.Value).Describe();
        if (!State.IsAlive || known is null || known.Project != Id)
            return new ActivationAccepted.BuildNotFound();
        if (team != State.Team)
            return new ActivationAccepted.ChangedHands();
        if (known.Status != BuildStatus.Success)
            return new ActivationAccepted.BuildNotReady(known.Status.Word());

        await Request(build, deployment, isAutomatic: false);
        return new ActivationAccepted.Accepted(deployment, State.Generation);
    }

    public async Task BuildSucceeded(BuildId build)
    {
        await Request(build, NewId.Of<DeploymentId>(clock), isAutomatic: true);
        await GrainFactory.GetGrain<IBuildGrain>(build.Value).HandedOver();
    }

    public async Task Wake()
    {
        await RecordRequested();
        await PublishName();
    }

    /// <summary>Writes the wish down with its generation, then sees to it that the deployment exists.</summary>
    private async Task Request(BuildId build, DeploymentId deployment, bool isAutomatic)
    {
        var isRollback = await routes.HasServed(build);
        failpoints.Reach(Failpoint.BeforeRequest);
        await Apply(new ProjectEvent.ActivationRequested(Id, build, deployment, isRollback, isAutomatic));
        failpoints.Reach(Failpoint.ActivationRequested);
        await RecordRequested();
    }

    private async Task RecordRequested()
    {
        foreach (var order in State.Requested)
        {
            await GrainFactory.GetGrain<IDeploymentGrain>(order.Deployment.Value).Begin(order);
            failpoints.Reach(Failpoint.ActivationOrdered);
            await Apply(new ProjectEvent.ActivationRecorded(order.Deployment));
            failpoints.Reach(Failpoint.ActivationHandedOn);
        }
    }

    private async Task<ProjectChange> ChangeName(ProjectEvent change)
    {
        failpoints.Reach(Failpoint.BeforeNaming);
        try
        {
            if (await Apply(change) is Verdict.Refused refused)
                return refused.Why == ProjectLifecycle.ChangedMeanwhile ? new ProjectChange.Stale() : new ProjectChange.NotFound();
        }
        catch (DuplicateKeyException)
        {
            return new ProjectChange.NameTaken();
        }

        await PublishName();
        return new ProjectChange.Done();
    }

    /// <summary>Makes the hosts on the air equal to what the record says; the sweeper calls again until they are.</summary>
    private async Task PublishName()
    {
        if (State.PublishedName == State.WantedName)
            return;

        if (State.WantedName is { } name)
        {
            failpoints.Reach(Failpoint.NameChanged);
            await hosts.PointProduction(State.Team, Id, name);
            failpoints.Reach(Failpoint.HostsChanged);
            await Apply(new ProjectEvent.NamePublished(name));
            failpoints.Reach(Failpoint.NamePublished);
        }
        else
        {
            await End();
        }
    }

    /// <summary>Nothing of a deleted project goes on, answers, or can be read. Every step may have been taken before.</summary>
    private async Task End()
    {
        failpoints.Reach(Failpoint.ProjectDeleted);
        foreach (var build in await builds.Unfinished(Id))
            await GrainFactory.GetGrain<IBuildGrain>(build.Value).Cancel(BuildReason.ProjectDeleted);
        failpoints.Reach(Failpoint.BuildsCanceled);
        await hosts.ReleaseProject(Id);
        failpoints.Reach(Failpoint.ProjectReleased);
        await secrets.Forget(Id);
        failpoints.Reach(Failpoint.SecretsForgotten);
        await Apply(new ProjectEvent.NamePublished(null));
        failpoints.Reach(Failpoint.ProjectEnded);
    }

    private async Task<Verdict> Apply(ProjectEvent happened)
    {
        var verdict = ProjectLifecycle.Decide(State, happened, clock.GetUtcNow());
        if (verdict is Verdict.Changed changed)
            await Commit(changed.Next);
        return verdict;
    }

    private static GitOrder RepositoryFor(BuildRequest request, ProjectSettings settings) => new(
        settings.GitUrl!,
        OrDefault: request.Branch is null && settings.Branch == ProjectSettings.DefaultBranch,
        settings.GitSubmodules,
        settings.GitLfs);

    private BuildOrder OrderFor(BuildRequest request)
    {
        var settings = State.Settings!;
        return new BuildOrder(
            State.Team,
            Id,
            settings.Name,
            request.Upload,
            request.Production,
            request.Force,
            request.Branch ?? settings.Branch,
            request.CommitSha,
            settings.RootDirectory,
            settings.InstallCommand,
            settings.BuildCommand,
            settings.OutputDirectory,
            settings.AppType,
            request.Upload is null ? RepositoryFor(request, settings) : null,
            request.IsForeign);
    }
}
