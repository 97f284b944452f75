using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Logs;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Live;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Deployments;

internal static class DeploymentEndpoints
{
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/deployments", List).GivesPage<DeploymentView>();
        api.MapPost("/projects/{id}/deployments", Create).Takes<NewDeploymentBody>().Gives<DeploymentView>(202).Gives<DeploymentView>().Asks("wait");
        api.MapGet("/deployments/{id}", Get).Gives<DeploymentView>();
        api.MapPost("/deployments/{id}/activate", Activate).Gives<DeploymentView>(202).Gives<DeploymentView>().Asks("wait");
        api.MapGet("/deployments/{id}/logs", RuntimeLogEndpoint.Get).GivesLog();
    }

    private static async Task<IResult> List(HttpContext context, string id, ProjectQueries projects, DeploymentQueries deployments)
    {
        var team = context.Caller().Team;
        return await projects.Find(team, id, context.RequestAborted) is null
            ? Problems.NotFound("project")
            : Results.Ok(await deployments.List(team, id, Paging.Of(context.Request), context.RequestAborted));
    }

    private static async Task<IResult> Get(HttpContext context, string id, DeploymentQueries deployments) =>
        await deployments.Find(context.Caller().Team, id, context.RequestAborted) is { } deployment
            ? Results.Ok(deployment)
            : Problems.NotFound("deployment");

    private static async Task<IResult> Create(HttpContext context, string id, ProjectQueries projects, Activations activations)
    {
        if (await projects.Find(context.Caller().Team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var fields = await Fields.Read(context.Request);
        var build = fields.Text("build_id", null, Rules.Id, required: true);
        fields.ThrowIfRefused();
        return await activations.Activate(context, new ProjectId(id), new BuildId(build!));
    }

    private static async Task<IResult> Activate(HttpContext context, string id, DeploymentQueries deployments, Activations activations) =>
        await deployments.Find(context.Caller().Team, id, context.RequestAborted) is { } earlier
            ? await activations.Activate(context, new ProjectId(earlier.ProjectId), new BuildId(earlier.BuildId))
            : Problems.NotFound("deployment");

    /// <summary>Asks the project to activate a build and answers at once, or with `?wait=true` when that has ended.</summary>
    internal sealed class Activations(
        IGrainFactory grains, Patience patience, DeploymentQueries deployments, ActivationWatch watch, TimeProvider clock)
    {
        public async Task<IResult> Activate(HttpContext context, ProjectId project, BuildId build)
        {
            var mayWait = context.Request.Query.Flag("wait");
            var (team, deployment) = (context.Caller().Team, context.NewId<DeploymentId>(clock));
            var reply = await patience.Ask(() => grains.GetGrain<IProjectGrain>(project.Value).Activate(team, build, deployment), context.RequestAborted);
            return reply switch
            {
                ActivationAccepted.Accepted accepted => await Answer(context, accepted.Deployment, mayWait),
                ActivationAccepted.ChangedHands => ProjectEndpoints.ChangedHands(),
                ActivationAccepted.BuildNotReady notReady => Problems.Of(
                    409, "Build not ready", $"Only a build that succeeded can be activated; the status of this one is {notReady.Status}.", field: "build_id"),
                _ => throw new InvalidInputException("build_id", "This project has no such build."),
            };
        }

        private async Task<IResult> Answer(HttpContext context, DeploymentId id, bool mayWait)
        {
            var team = context.Caller().Team;
            var location = $"/api/deployments/{id}";
            if (!mayWait)
                return Results.Accepted(location, await deployments.Find(team, id.Value, context.RequestAborted));

            var ended = await watch.WaitForEnd(team, id, WaitAtMost, context.RequestAborted);
            return ended?.Status switch
            {
                null => Problems.NotFound("deployment"),
                "active" => Results.Ok(ended),
                "activating" => Results.Accepted(location, ended),
                _ => Problems.Of(
                    409, "Not activated", $"{id} is {ended!.Status} ({ended.Reason ?? "another one is active by now"}). What was active before still serves."),
            };
        }
    }
}
