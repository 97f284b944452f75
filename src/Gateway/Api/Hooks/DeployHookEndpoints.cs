using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Auth;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Audits;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Storage;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Hooks;

/// <summary>Addresses of a project that have a branch built by being called, for whoever has no login: a CMS, a timer.</summary>
internal static class DeployHookEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects/{id}/hooks", List).Gives<Page<HookAnswer>>();
        api.MapPost("/projects/{id}/hooks", Create).Takes<NewHookBody>().Gives<HookAnswer>(201);
        api.MapDelete("/projects/{id}/hooks/{hook}", Remove).GivesNothing();
        api.MapPost("/hooks/{token}", Call).WithMetadata(OpenToAll.Instance).Takes<HookCallBody>(isOptional: true).Gives<HookCallAnswer>(202);
    }

    private static async Task<IResult> List(HttpContext context, string id, ProjectQueries projects, DeployHooks hooks)
    {
        var team = context.Caller().Team;
        return await projects.Find(team, id, context.RequestAborted) is null
            ? Problems.NotFound("project")
            : Results.Ok(new Page<HookAnswer>([.. (await hooks.List(team, new ProjectId(id), context.RequestAborted)).Select(h => Shown(h, null))], null));
    }

    private static async Task<IResult> Create(
        HttpContext context, string id, ProjectQueries projects, DeployHooks hooks, SiteAddresses addresses, TimeProvider clock)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");
        var fields = await Fields.Read(context.Request);
        var name = fields.Text("name", null, AccountRules.Name, required: true);
        var branch = fields.Text("branch", project.Branch, GitRef.Complaint) ?? project.Branch;
        fields.ThrowIfRefused();

        var secret = DeployHooks.NewToken();
        if (await hooks.Add(context.NewId<DeployHookId>(clock), team, new ProjectId(id), name!, branch, secret, context.RequestAborted) is not { } hook)
        {
            return Problems.Of(
                409, "Not added", $"The project has a hook of this name already, or {DeployHooks.MostOfProject} of them, which is the most.", field: "name");
        }

        return Results.Created($"/api/projects/{id}/hooks/{hook.Id}", Shown(hook, $"{addresses.DashboardUrl}/api/hooks/{secret}"));
    }

    private static async Task<IResult> Remove(HttpContext context, string id, string hook, DeployHooks hooks) =>
        await hooks.Remove(context.Caller().Team, new ProjectId(id), hook, context.RequestAborted) ? Results.NoContent() : Problems.NotFound("hook");

    /// <summary>Whoever calls may send anything along: most that call hooks cannot choose what. Only an object is looked into, for its `ref`.</summary>
    private static async Task<IResult> Call(
        HttpContext context, string token, DeployHooks hooks, ProjectQueries projects, IGrainFactory grains, Patience patience,
        AuditStore audits, TimeProvider clock)
    {
        if (!DeployHooks.IsToken(token) || await hooks.Find(token, context.RequestAborted) is not { } hook
            || await projects.Find(new TeamId(hook.TeamId), hook.ProjectId, context.RequestAborted) is not { } project)
        {
            return Problems.NotFound("hook");
        }

        if (!await hooks.Count(hook, context.RequestAborted))
            return AccountProblems.TooMany(context, DeployHooks.BetweenCalls);

        var branch = await ReadRef(context.Request) ?? hook.Branch;
        var build = NewId.Of<BuildId>(clock);
        var request = new BuildRequest(new TeamId(hook.TeamId), null, Production: branch == project.Branch, Force: false, branch, null);
        if (await patience.Ask(() => grains.GetGrain<IProjectGrain>(project.Id).TriggerBuild(build, request), context.RequestAborted) is not BuildTriggered.Queued)
            return Problems.Of(409, "Nothing to build", "The project has no repository that a hook could have built.");

        await audits.Write(
            new Audit(NewId.Of<AuditId>(clock), new TeamId(hook.TeamId), $"Deploy hook {hook.Name}", "hooks.call", project.Id, build.Value)
            {
                Address = context.Address(),
                RequestId = RequestIds.Of(context),
            },
            CancellationToken.None);
        return Results.Json(new HookCallAnswer(build.Value, project.Id, branch), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<string?> ReadRef(HttpRequest request)
    {
        Fields fields;
        try
        {
            fields = await Fields.Read(request, mayBeEmpty: true);
        }
        catch (Exception e) when (e is JsonException or InvalidInputException)
        {
            return null;
        }

        var branch = fields.Text("ref", null, GitRef.Complaint);
        fields.ThrowIfRefused();
        return branch;
    }

    private static HookAnswer Shown(DeployHook hook, string? url) =>
        new(hook.Id, hook.ProjectId, hook.Name, hook.Branch, url, StateJson.Time(hook.CreatedAt));
}
