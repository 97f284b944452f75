using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Builds;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Logs;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Uploads;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Builds;

internal static class BuildEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/builds", List).GivesPage<BuildView>("status", "branch");
        api.MapPost("/projects/{id}/builds", Create).Takes<NewBuildBody>(isOptional: true).Gives<BuildView>(202);
        api.MapPost("/deploy", Deploy).NeedsNoTeam().Takes<DeployBody>().Gives<BuildView>(202);
        api.MapGet("/builds/{id}", Get).Gives<BuildView>();
        api.MapDelete("/builds/{id}", Delete).GivesNothing();
        api.MapPost("/builds/{id}/cancel", Cancel).Gives<BuildView>();
        api.MapGet("/builds/{id}/logs", BuildLogEndpoint.Get).GivesLog();
    }

    private static async Task<IResult> List(HttpContext context, string id, ProjectQueries projects, BuildQueries builds)
    {
        var team = context.Caller().Team;
        return await projects.Find(team, id, context.RequestAborted) is null
            ? Problems.NotFound("project")
            : Results.Ok(await builds.List(team, id, BuildFilter.Of(context.Request), Paging.Of(context.Request), context.RequestAborted));
    }

    private static async Task<IResult> Create(
        HttpContext context, string id, IGrainFactory grains, Patience patience, ProjectQueries projects, BuildQueries builds,
        UploadStore uploads, TimeProvider clock)
    {
        var team = context.Caller().Team;
        return await projects.Find(team, id, context.RequestAborted) is null
            ? Problems.NotFound("project")
            : await Trigger(context, id, await Fields.Read(context.Request, mayBeEmpty: true), grains, patience, builds, uploads, clock);
    }

    /// <summary>The same, for whoever has one address for all projects.</summary>
    private static async Task<IResult> Deploy(
        HttpContext context, IGrainFactory grains, Patience patience, ProjectQueries projects, BuildQueries builds, UploadStore uploads, TeamOfResource teams,
        TimeProvider clock)
    {
        var fields = await Fields.Read(context.Request);
        var id = fields.Text("project_id", null, Rules.Id, required: true);
        fields.ThrowIfRefused();
        var caller = await teams.ChooseBy(context.Caller(), id!, context.RequestAborted);
        if (!caller.May(Right.Deploy))
            return Authentication.NotAllowed(Right.Deploy, caller);
        context.Features.Set(caller);
        return await projects.Find(caller.Team, id!, context.RequestAborted) is null
            ? Problems.NotFound("project")
            : await Trigger(context, id!, fields, grains, patience, builds, uploads, clock);
    }

    private static async Task<IResult> Trigger(
        HttpContext context, string id, Fields fields, IGrainFactory grains, Patience patience, BuildQueries builds, UploadStore uploads, TimeProvider clock)
    {
        var team = context.Caller().Team;
        var request = await ReadRequest(context, fields, id, team, uploads);
        var build = context.NewId<BuildId>(clock);
        return await patience.Ask(() => grains.GetGrain<IProjectGrain>(id).TriggerBuild(build, request), context.RequestAborted) switch
        {
            BuildTriggered.Queued queued =>
                Results.Accepted($"/api/builds/{queued.Build}", await builds.Find(team, queued.Build.Value, context.RequestAborted)),
            BuildTriggered.ChangedHands => ProjectEndpoints.ChangedHands(),
            BuildTriggered.NoSource => throw new InvalidInputException(
                "upload_id", "It is required, because the project has no repository: give an upload, or give the project a git_url."),
            _ => Problems.NotFound("project"),
        };
    }

    private static async Task<BuildRequest> ReadRequest(HttpContext context, Fields fields, string project, TeamId team, UploadStore uploads)
    {
        var branch = fields.Text("ref", null, GitRef.Complaint);
        var commit = fields.Text("commit_sha", null, Rules.CommitSha);
        var uploadId = fields.Text("upload_id", null, Rules.Id);
        var production = fields.Flag("production", otherwise: false);
        var force = fields.Flag("force", otherwise: false);
        fields.ThrowIfRefused();
        if (branch is not null && GitRef.IsCommit(branch))
            (branch, commit) = (null, commit ?? branch);
        if (uploadId is null)
            return new BuildRequest(team, null, production, force, branch, commit);

        var upload = await uploads.Find(new UploadId(uploadId), team, context.RequestAborted);
        if (upload is null || upload.Project.Value != project)
            throw new InvalidInputException("upload_id", "This project has no such upload; it may have expired.");
        var missing = await uploads.Missing(team, upload.Files, context.RequestAborted);
        if (missing.Count > 0)
            throw new InvalidInputException("upload_id", $"It is not complete; contents that are still to be sent: {missing.Count}.");

        return new BuildRequest(team, upload.Id, production, force, branch, commit);
    }

    private static async Task<IResult> Get(HttpContext context, string id, BuildQueries builds) =>
        await builds.Find(context.Caller().Team, id, context.RequestAborted) is { } build
            ? Results.Ok(build)
            : Problems.NotFound("build");

    private static async Task<IResult> Cancel(HttpContext context, string id, IGrainFactory grains, Patience patience, BuildQueries builds)
    {
        var team = context.Caller().Team;
        if (await builds.Find(team, id, context.RequestAborted) is not { } build)
            return Problems.NotFound("build");

        Auditing.Before(context, build);
        return await patience.Ask(() => grains.GetGrain<IBuildGrain>(id).Cancel(BuildReason.CanceledByUser), context.RequestAborted) switch
        {
            BuildCanceled.AlreadyEnded ended => Problems.Of(409, "Already ended", $"The build has ended already; its status is {ended.Status.Word()}."),
            BuildCanceled.NotFound => Problems.NotFound("build"),
            _ => Results.Ok(await builds.Find(team, id, context.RequestAborted)),
        };
    }

    private static async Task<IResult> Delete(
        HttpContext context, string id, IGrainFactory grains, Patience patience, BuildQueries builds, Publication publication)
    {
        if (await builds.Find(context.Caller().Team, id, context.RequestAborted) is not { } build)
            return Problems.NotFound("build");

        Auditing.Before(context, build);
        switch (await patience.Ask(() => grains.GetGrain<IBuildGrain>(id).Delete(), context.RequestAborted))
        {
            case BuildDeleted.InUse inUse:
                return Problems.Of(409, "In use", inUse.Why);
            case BuildDeleted.NotFound:
                return Problems.NotFound("build");
            default:
                await publication.ReachesNow(context.RequestAborted);
                return Results.NoContent();
        }
    }
}
