using MiniVercel.Cli.Projects;
using MiniVercel.Client;

namespace MiniVercel.Cli.Deploying;

/// <summary>From a folder or a repository to a URL.</summary>
internal sealed class DeployRun(Session session)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(35);
    private static readonly TimeSpan ActivationLimit = TimeSpan.FromMinutes(3);

    private readonly MiniVercelClient _client = session.Client;
    private readonly Report _report = session.Report;

    public async Task<DeployOutcome> DeployAsync(DeployRequest request, CancellationToken ct)
    {
        var files = request.Folder is { } folder ? FilesOf(folder) : null;
        var project = await FindOrCreateProjectAsync(request, ct);
        var upload = files is null ? null : await new FolderUpload(_client, _report, session.Clock).SendAsync(project, files, ct);

        var production = request.Production || project.ActiveDeploymentId is null;
        var wanted = new NewBuild { UploadId = upload?.Id, Ref = request.Ref, Production = production, Force = request.Force ? true : null };
        return await BuildAsync(project, wanted, request.Wait, ct);
    }

    /// <summary>Builds it, and unless nobody waits for that, lets it serve if it is for production.</summary>
    public async Task<DeployOutcome> BuildAsync(Project project, NewBuild wanted, bool wait, CancellationToken ct)
    {
        var production = wanted.Production == true;
        var build = await _client.StartBuildAsync(project.Id, wanted, ct);
        _report.Say($"Building {project.Name} for {(production ? "production" : "preview")} as {build.Id}");
        if (!wait)
            return new DeployOutcome { Project = project, Build = build, Url = build.PreviewUrl };

        try
        {
            build = await FollowAsync(build, ct);
            if (build.Status != BuildStatus.Success)
                return Failed(project, build);
            if (production && project.AutoActivate)
                return await GoLiveAsync(project, build, ct);
            if (production)
                _report.Say($"Built, and staged. ./minivercel promote {build.Id} lets it serve.");
            return new DeployOutcome { Project = project, Build = build, Url = build.PreviewUrl };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _report.Say($"Stopped waiting. The build {build.Id} goes on; ./minivercel logs -f {build.Id} follows it.");
            throw;
        }
    }

    private static IReadOnlyList<SourceFile> FilesOf(string folder)
    {
        var files = SourceTree.Read(folder);
        return files.Count > 0
            ? files
            : throw new UsageException($"{folder} holds no file to deploy. Give another folder, or look at its ignore file.");
    }

    private async Task<Project> FindOrCreateProjectAsync(DeployRequest request, CancellationToken ct)
    {
        if (request is { Folder: { } folder, MayBeLinked: true } && await ProjectLookup.OfLinkAsync(session, folder, ct) is { } linked)
            return linked;
        if (await _client.FindProjectAsync(request.ProjectName, ct) is { } project)
            return WithItsRepository(project, request);
        _report.Say($"Creating project {request.ProjectName}");
        return await _client.CreateProjectAsync(new NewProject { Name = request.ProjectName, GitUrl = request.GitUrl }, ct);
    }

    /// <summary>A name that is taken by the project of another repository would put one site in the place of the other.</summary>
    private static Project WithItsRepository(Project project, DeployRequest request) =>
        request.GitUrl is null || request.GitUrl == project.GitUrl
            ? project
            : throw new CommandFailedException(
                $"The project {project.Name} is built from {project.GitUrl ?? "uploaded folders"}. Give the repository a project of its own with --name.");

    private Task<Build> FollowAsync(Build build, CancellationToken ct) => Deadline.WithinAsync(
        BuildLimit, session.Clock,
        $"The build {build.Id} has not ended within {BuildLimit.TotalMinutes} minutes. ./minivercel logs -f {build.Id} follows it on.",
        token => new LogFollower(_client, session.Clock).FollowBuildAsync(build.Id, _report.Progress, token),
        ct);

    private async Task<DeployOutcome> GoLiveAsync(Project project, Build build, CancellationToken ct)
    {
        _report.Say("Built. Switching production to it");
        var deployment = await Deadline.WithinAsync(
            ActivationLimit, session.Clock,
            $"{build.Id} is built, but did not go live within {ActivationLimit.TotalMinutes} minutes. ./minivercel inspect {project.Name} shows what serves now.",
            token => new ActivationWait(_client, session.Clock).OfBuildAsync(build, token),
            ct);
        project = await _client.GetProjectAsync(project.Id, ct);
        return new DeployOutcome
        {
            Project = project,
            Build = build,
            Deployment = deployment,
            Url = deployment.Status == DeploymentStatus.Active ? project.ProductionUrl ?? build.PreviewUrl : null,
            Failure = WhyNotLive(deployment),
        };
    }

    private static DeployOutcome Failed(Project project, Build build) => new()
    {
        Project = project,
        Build = build,
        Failure = $"The build {build.Id} {(build.Status == BuildStatus.Canceled ? "was canceled" : "failed")}{Because(build.Reason)}",
    };

    private static string? WhyNotLive(Deployment deployment) => deployment.Status switch
    {
        DeploymentStatus.Active => null,
        DeploymentStatus.Unhealthy => $"The build is good, but {deployment.Id} did not become healthy{Because(deployment.Reason)} What served before still serves.",
        _ => $"{deployment.Id} does not serve: a newer deployment has taken its place{Because(deployment.Reason)}",
    };

    private static string Because(string? reason) => reason is null ? "." : $": {reason.TrimEnd('.')}.";
}
