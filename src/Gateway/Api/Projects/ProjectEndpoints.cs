using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Routing;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Projects;

internal static class ProjectEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects", List);
        api.MapPost("/projects", Create);
        api.MapGet("/projects/{id}", Get);
        api.MapPut("/projects/{id}", Change);
        api.MapDelete("/projects/{id}", Delete);
    }

    private static async Task<IResult> List(HttpContext context, ProjectQueries projects)
    {
        var name = context.Request.Query["name"].FirstOrDefault();
        return Results.Ok(await projects.List(context.Caller().Team, name, Paging.Of(context.Request), context.RequestAborted));
    }

    private static async Task<IResult> Create(
        HttpContext context, IGrainFactory grains, Patience patience, ProjectQueries projects, Publication publication, GitDoor door, TimeProvider clock)
    {
        var settings = await ProjectInput.ReadNew(await Fields.Read(context.Request), door, context.RequestAborted);
        var team = context.Caller().Team;
        var id = NewId.Of<ProjectId>(clock);
        if (await patience.Ask(() => grains.GetGrain<IProjectGrain>(id.Value).Create(team, settings), context.RequestAborted) is ProjectChange.NameTaken)
            return NameTaken(settings.Name);

        await publication.ReachesNow(context.RequestAborted);
        return Results.Created($"/api/projects/{id}", await projects.Find(team, id.Value, context.RequestAborted));
    }

    private static async Task<IResult> Get(HttpContext context, string id, ProjectQueries projects) =>
        await projects.Find(context.Caller().Team, id, context.RequestAborted) is { } project
            ? Results.Ok(project)
            : Problems.NotFound("project");

    private static async Task<IResult> Change(
        HttpContext context, string id, IGrainFactory grains, Patience patience, ProjectQueries projects, Publication publication, GitDoor door)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");

        var patch = await ProjectInput.ReadPatch(await Fields.Read(context.Request), door, context.RequestAborted);
        switch (await patience.Ask(() => grains.GetGrain<IProjectGrain>(id).Change(patch), context.RequestAborted))
        {
            case ProjectChange.NameTaken:
                return NameTaken(patch.Name?.Text ?? project.Name);
            case ProjectChange.NotFound:
                return Problems.NotFound("project");
            default:
                if (patch.Name is not null)
                    await publication.ReachesNow(context.RequestAborted);
                return Results.Ok(await projects.Find(team, id, context.RequestAborted));
        }
    }

    private static async Task<IResult> Delete(
        HttpContext context, string id, IGrainFactory grains, Patience patience, ProjectQueries projects, Publication publication,
        GitCredentials credentials)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        await credentials.Forget(team, new ProjectId(id), context.RequestAborted);
        await patience.Ask(() => grains.GetGrain<IProjectGrain>(id).Delete(), context.RequestAborted);
        await publication.ReachesNow(context.RequestAborted);
        return Results.NoContent();
    }

    private static IResult NameTaken(string name) =>
        Problems.Of(409, "Name taken", $"There is a project named '{name}' already; choose another name.", field: "name");
}
