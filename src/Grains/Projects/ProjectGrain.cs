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
    IFailpoints failpoints,
    TimeProvider clock) : StatefulGrain<ProjectState>(stored), IProjectGrain
{
    private ProjectId Id => new(this.GetPrimaryKeyString());

    public Task<ProjectChange> Create(TeamId team, ProjectSettings settings) =>
        ChangeName(new ProjectEvent.Created(team, settings));

    public Task<ProjectChange> Change(ProjectPatch patch) =>
        ChangeName(new ProjectEvent.SettingsChanged(patch));

    public async Task<ProjectChange> Delete()
    {
        if (await Apply(new ProjectEvent.Deleted()) is Verdict.Refused)
            return new ProjectChange.NotFound();

        await PublishName();
        return new ProjectChange.Done();
    }

    public async Task<BuildTriggered> TriggerBuild(BuildId build, BuildRequest request)
    {
        if (!State.IsAlive)
            return new BuildTriggered.ProjectNotFound();
        if (request.Upload is null && State.Settings!.GitUrl is null)
            return new BuildTriggered.NoSource();

        failpoints.Reach(Failpoint.BeforeSubmit);
        await GrainFactory.GetGrain<IBuildGrain>(build.Value).Submit(OrderFor(request));
        failpoints.Reach(Failpoint.BuildSubmitted);
        foreach (var older in await builds.OvertakenBy(build))
            await GrainFactory.GetGrain<IBuildGrain>(older.Value).Cancel(BuildReason.Superseded);
        return new BuildTriggered.Queued(build);
    }

    public async Task<ActivationAccepted> Activate(BuildId build, DeploymentId deployment)
    {
        var known = await GrainFactory.GetGrain<IBuildGrain>(build.Value).Describe();
        if (!State.IsAlive || known is null || known.Project != Id)
            return new ActivationAccepted.BuildNotFound();
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
            if (await Apply(change) is Verdict.Refused)
                return new ProjectChange.NotFound();
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

        failpoints.Reach(Failpoint.NameChanged);
        if (State.WantedName is { } name)
        {
            await hosts.PointProduction(State.Team, Id, name);
        }
        else
        {
            foreach (var build in await builds.Unfinished(Id))
                await GrainFactory.GetGrain<IBuildGrain>(build.Value).Cancel(BuildReason.ProjectDeleted);
            await hosts.ReleaseProject(Id);
            await secrets.Forget(Id);
        }

        failpoints.Reach(Failpoint.HostsChanged);
        await Apply(new ProjectEvent.NamePublished(State.WantedName));
        failpoints.Reach(Failpoint.NamePublished);
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
            request.Upload is null ? RepositoryFor(request, settings) : null);
    }
}
