using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Routing;
using MiniVercel.Projects;

namespace MiniVercel.Gateway.Api.Projects;

internal static class ProjectEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/projects", List).GivesPage<ProjectView>("name", "team_id");
        api.MapPost("/projects", Create).NeedsNoTeam().Takes<NewProjectBody>().Gives<ProjectView>(201);
        api.MapGet("/projects/{id}", Get).Gives<ProjectView>();
        api.MapPut("/projects/{id}", Change).Takes<ProjectBody>().Heeds(ProjectInput.Seen).Gives<ProjectView>();
        api.MapDelete("/projects/{id}", Delete).Needs(Right.Manage).GivesNothing();
        api.MapPost("/projects/{id}/transfer", Transfer).Needs(Right.Manage).Takes<TransferBody>().Gives<ProjectView>();
    }

    private static async Task<IResult> List(HttpContext context, ProjectQueries projects)
    {
        var (caller, query) = (context.Caller(), context.Request.Query);
        var teams = query.ContainsKey("team_id") ? [caller.Team.Value] : caller.TeamIds;
        return Results.Ok(await projects.List(teams, query["name"].FirstOrDefault(), Paging.Of(context.Request), context.RequestAborted));
    }

    private static async Task<IResult> Create(
        HttpContext context, IGrainFactory grains, Patience patience, ProjectQueries projects, Publication publication, GitDoor door, TimeProvider clock)
    {
        var fields = await Fields.Read(context.Request);
        var caller = context.Caller();
        if (ProjectInput.ReadTeam(fields) is { } named)
            caller = caller with { Team = named };
        if (caller.Right == Right.None)
            fields.Refuse("team_id", "It must be a team of yours.");
        var settings = await ProjectInput.ReadNew(fields, door, context.RequestAborted);
        if (!caller.May(Right.Deploy))
            return Authentication.NotAllowed(Right.Deploy, caller);
        var team = caller.Team;
        var id = context.NewId<ProjectId>(clock);
        if (await patience.Ask(() => grains.GetGrain<IProjectGrain>(id.Value).Create(team, settings), context.RequestAborted) is ProjectChange.NameTaken)
            return NameTaken(settings.Name);

        await publication.ReachesNow(context.RequestAborted);
        return Results.Created($"/api/projects/{id}", await projects.Find(team, id.Value, context.RequestAborted));
    }

    private static async Task<IResult> Get(HttpContext context, string id, ProjectQueries projects) =>
        Shown(context, await projects.Find(context.Caller().Team, id, context.RequestAborted));

    private static async Task<IResult> Change(
        HttpContext context, string id, IGrainFactory grains, Patience patience, ProjectQueries projects, Publication publication, GitDoor door)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");

        Auditing.Before(context, project);
        var patch = await ProjectInput.ReadPatch(await Fields.Read(context.Request), door, context.RequestAborted) with
        {
            Seen = ProjectInput.ReadSeen(context.Request),
        };
        switch (await patience.Ask(() => grains.GetGrain<IProjectGrain>(id).Change(patch), context.RequestAborted))
        {
            case ProjectChange.NameTaken:
                return NameTaken(patch.Name?.Text ?? project.Name);
            case ProjectChange.Stale:
                return Problems.Of(412, "Changed meanwhile", "Somebody else has changed the project since you read it. Read it again, and decide anew.");
            case ProjectChange.NotFound:
                return Problems.NotFound("project");
            default:
                if (patch.Name is not null)
                    await publication.ReachesNow(context.RequestAborted);
                return Shown(context, await projects.Find(team, id, context.RequestAborted));
        }
    }

    private static async Task<IResult> Delete(
        HttpContext context, string id, IGrainFactory grains, Patience patience, ProjectQueries projects, Publication publication)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");

        Auditing.Before(context, project);
        await patience.Ask(() => grains.GetGrain<IProjectGrain>(id).Delete(), context.RequestAborted);
        await publication.ReachesNow(context.RequestAborted);
        return Results.NoContent();
    }

    /// <summary>With the tag by which a change says what it has seen.</summary>
    private static IResult Shown(HttpContext context, ProjectView? project)
    {
        if (project is null)
            return Problems.NotFound("project");
        context.Response.Headers.ETag = $"\"{project.UpdatedAt}\"";
        return Results.Ok(project);
    }

    /// <summary>Only to a team that the caller manages as well: nobody is given what they have not asked for.</summary>
    private static async Task<IResult> Transfer(HttpContext context, string id, IGrainFactory grains, Patience patience, ProjectQueries projects)
    {
        var caller = context.Caller();
        if (await projects.Find(caller.Team, id, context.RequestAborted) is not { } project)
            return Problems.NotFound("project");

        var fields = await Fields.Read(context.Request);
        var to = new TeamId(fields.Text("team_id", null, Rules.Id, required: true) ?? "");
        if (to.Value.Length > 0 && caller.RightIn(to) == Right.None)
            fields.Refuse("team_id", "It must be a team of yours.");
        fields.ThrowIfRefused();
        if (caller.RightIn(to) < Right.Manage)
            return Authentication.NotAllowed(Right.Manage, caller with { Team = to });

        Auditing.Before(context, project);
        switch (await patience.Ask(() => grains.GetGrain<IProjectGrain>(id).Transfer(to), context.RequestAborted))
        {
            case ProjectChange.Busy busy:
                return Problems.Of(409, "Not now", $"{busy.Why} Try again when that has ended.");
            case ProjectChange.NotFound:
                return Problems.NotFound("project");
            default:
                Auditing.AlsoOf(context, to);
                return Results.Ok(await projects.Find(to, id, context.RequestAborted));
        }
    }

    /// <summary>Between the question whose it is and what was asked for.</summary>
    internal static IResult ChangedHands() =>
        Problems.Of(409, "Changed hands", "The project was given to another team just now, and nothing was done. Ask again; whoever is in that team finds it there.");

    private static IResult NameTaken(string name) =>
        Problems.Of(409, "Name taken", $"There is a project named '{name}' already; choose another name.", field: "name");
}
