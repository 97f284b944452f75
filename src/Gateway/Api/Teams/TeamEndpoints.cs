using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Teams;
using MiniVercel.Gateway.Api.Auth;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Teams;

/// <summary>Teams and their members.</summary>
internal static class TeamEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/teams", List).NeedsNoTeam().Gives<Page<TeamAnswer>>();
        api.MapPost("/teams", Create).NeedsNoTeam().Takes<TeamBody>().Gives<TeamAnswer>(201);
        api.MapGet("/teams/{id}", Get).Gives<TeamAnswer>();
        api.MapPut("/teams/{id}", Rename).Needs(Right.Manage).Takes<TeamBody>().Gives<TeamAnswer>();
        api.MapGet("/teams/{id}/members", Members).Gives<Page<MemberAnswer>>();
        api.MapPut("/teams/{id}/members/{user}", ChangeRole).Needs(Right.Manage).Takes<RoleBody>().Gives<MemberAnswer>();
        api.MapDelete("/teams/{id}/members/{user}", Remove).Needs(Right.Read).GivesNothing();
    }

    private static async Task<IResult> List(HttpContext context, TeamStore teams) =>
        Results.Ok(new Page<TeamAnswer>([.. (await Theirs(context, teams)).Select(TeamAnswer.Of)], null));

    private static async Task<IResult> Create(HttpContext context, TeamStore teams, TimeProvider clock)
    {
        if (context.Caller().User is not { } user)
            return Problems.Of(409, "Nobody's token", "This token is the installation's own; log in as a person to make a team.");
        var name = await ReadName(context);
        var id = context.NewId<TeamId>(clock);
        if (!await teams.Create(id, name, user, context.RequestAborted))
            return Problems.Of(409, "Too many teams", $"One is in at most {TeamStore.MostOfOne} teams.");
        return Results.Created($"/api/teams/{id}", TeamAnswer.Of((await teams.List([id.Value], user, context.RequestAborted))[0]));
    }

    private static async Task<IResult> Get(HttpContext context, string id, TeamStore teams) => await Shown(context, id, teams);

    private static async Task<IResult> Rename(HttpContext context, string id, TeamStore teams)
    {
        if (!IsTheirs(context, id))
            return Problems.NotFound("team");
        await teams.Rename(new TeamId(id), await ReadName(context), context.RequestAborted);
        return await Shown(context, id, teams);
    }

    private static async Task<IResult> Members(HttpContext context, string id, TeamStore teams) => IsTheirs(context, id)
        ? Results.Ok(new Page<MemberAnswer>([.. (await teams.Members(new TeamId(id), context.RequestAborted)).Select(MemberAnswer.Of)], null))
        : Problems.NotFound("team");

    private static async Task<IResult> ChangeRole(HttpContext context, string id, string user, TeamStore teams)
    {
        if (!IsTheirs(context, id))
            return Problems.NotFound("team");
        var fields = await Fields.Read(context.Request);
        var role = fields.Text("role", null, AccountRules.Role, required: true);
        fields.ThrowIfRefused();
        if (await Member(context, id, user, teams) is not { } before)
            return Problems.NotFound("member");
        Auditing.Before(context, before);
        return await teams.ChangeRole(new TeamId(id), new UserId(user), role!, context.RequestAborted) is var change && change != MemberChange.Done
            ? Refused(change)
            : await Member(context, id, user, teams) is { } member
                ? Results.Ok(member)
                : Problems.NotFound("member");
    }

    /// <summary>Everybody may leave; only an owner may send others away.</summary>
    private static async Task<IResult> Remove(HttpContext context, string id, string user, TeamStore teams)
    {
        var caller = context.Caller();
        if (!IsTheirs(context, id))
            return Problems.NotFound("team");
        if (!caller.IsOwner && caller.User?.Value != user)
            return Problems.Of(403, "Not allowed", "Only an owner of the team may remove others from it.");
        if (await Member(context, id, user, teams) is not { } before)
            return Problems.NotFound("member");
        Auditing.Before(context, before);
        return await teams.Remove(new TeamId(id), new UserId(user), context.RequestAborted) is var change && change != MemberChange.Done
            ? Refused(change)
            : Results.NoContent();
    }

    /// <summary>By now the caller's team is the one that was named, if it is one of theirs.</summary>
    internal static bool IsTheirs(HttpContext context, string id) => context.Caller() is var caller && caller.Team.Value == id && caller.May(Right.Read);

    private static async Task<MemberAnswer?> Member(HttpContext context, string team, string user, TeamStore teams) =>
        (await teams.Members(new TeamId(team), context.RequestAborted)).FirstOrDefault(m => m.UserId == user) is { } member ? MemberAnswer.Of(member) : null;

    private static async Task<IResult> Shown(HttpContext context, string id, TeamStore teams) =>
        IsTheirs(context, id) && (await Theirs(context, teams)).FirstOrDefault(t => t.Id == id) is { } team
            ? Results.Ok(TeamAnswer.Of(team))
            : Problems.NotFound("team");

    private static Task<IReadOnlyList<TeamView>> Theirs(HttpContext context, TeamStore teams) =>
        teams.List(context.Caller().TeamIds, context.Caller().User, context.RequestAborted);

    private static async Task<string> ReadName(HttpContext context)
    {
        var fields = await Fields.Read(context.Request);
        var name = fields.Text("name", null, AccountRules.Name, required: true);
        fields.ThrowIfRefused();
        return name!;
    }

    private static IResult Refused(MemberChange change) => change == MemberChange.LastOwner
        ? Problems.Of(409, "Last owner", "A team needs an owner: make somebody else one first.", field: "role")
        : Problems.NotFound("member");
}

public sealed record TeamAnswer(string Id, string Name, [property: Roles] string? Role, string CreatedAt)
{
    internal static TeamAnswer Of(TeamView team) => new(team.Id, team.Name, team.Role, StateJson.Time(team.CreatedAt));
}

public sealed record MemberAnswer(string UserId, string Name, string? Email, [property: Roles] string Role, string CreatedAt)
{
    internal static MemberAnswer Of(MemberView member) => new(member.UserId, member.Name, member.Email, member.Role, StateJson.Time(member.CreatedAt));
}
