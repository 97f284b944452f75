using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Teams;
using MiniVercel.Gateway.Api.Auth;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Teams;

/// <summary>How others come into a team: by a link that an owner gives them.</summary>
internal static class InvitationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/teams/{id}/invitations", List).Needs(Right.Manage).Gives<Page<InvitationAnswer>>();
        api.MapPost("/teams/{id}/invitations", Invite).Needs(Right.Manage).Takes<InvitationBody>(isOptional: true).Gives<InvitationAnswer>(201);
        api.MapDelete("/teams/{id}/invitations/{invitation}", Withdraw).Needs(Right.Manage).GivesNothing();
        api.MapPost("/invitations/accept", Accept).NeedsNoTeam().Takes<AcceptBody>().Gives<TeamAnswer>();
    }

    private static async Task<IResult> List(HttpContext context, string id, Invitations invitations) => TeamEndpoints.IsTheirs(context, id)
        ? Results.Ok(new Page<InvitationAnswer>(
            [.. (await invitations.List(new TeamId(id), context.RequestAborted)).Select(i => InvitationAnswer.Of(i, null, null))], null))
        : Problems.NotFound("team");

    private static async Task<IResult> Invite(HttpContext context, string id, Invitations invitations, SiteAddresses addresses, TimeProvider clock)
    {
        if (!TeamEndpoints.IsTheirs(context, id))
            return Problems.NotFound("team");
        var fields = await Fields.Read(context.Request);
        var email = fields.Text("email", null, AccountRules.Email);
        var role = fields.Text("role", "developer", AccountRules.Role) ?? "developer";
        fields.ThrowIfRefused();

        var (team, invitation) = (new TeamId(id), context.NewId<InvitationId>(clock));
        if (await invitations.Make(invitation, team, email, role, context.Caller().Name, context.RequestAborted) is not { } secret)
            return Problems.Of(409, "Too many invitations", $"A team has at most {Invitations.MostOpen} open invitations; withdraw one.");
        context.Response.Headers.CacheControl = "no-store";
        var made = await invitations.Find(team, invitation.Value, context.RequestAborted);
        return Results.Created(
            $"/api/teams/{id}/invitations/{invitation}", InvitationAnswer.Of(made!, secret, $"{addresses.DashboardUrl}/invitation#{secret}"));
    }

    private static async Task<IResult> Withdraw(HttpContext context, string id, string invitation, Invitations invitations) =>
        TeamEndpoints.IsTheirs(context, id) && await invitations.Withdraw(new TeamId(id), invitation, context.RequestAborted)
            ? Results.NoContent()
            : Problems.NotFound("invitation");

    private static async Task<IResult> Accept(HttpContext context, Invitations invitations, TeamStore teams, FailedLogins failures)
    {
        var fields = await Fields.Read(context.Request);
        var secret = fields.Text("token", null, AccountRules.Secret, required: true);
        fields.ThrowIfRefused();
        if (context.Caller().User is not { } user)
            return Problems.Of(409, "Nobody's token", "This token is the installation's own; log in as a person to join a team.");
        if (failures.Wait(context.Address(), user.Value) is { } wait)
            return AccountProblems.TooMany(context, wait);
        if (await invitations.Accept(secret!, user, context.RequestAborted) is { } team)
        {
            Auditing.AlsoOf(context, team);
            return Results.Ok(TeamAnswer.Of((await teams.List([team.Value], user, context.RequestAborted))[0]));
        }

        failures.Remember(context.Address(), user.Value);
        throw new InvalidInputException("token", "It is not valid for your account: it may have been used, or be older than a week.");
    }
}

/// <param name="Token">What it is accepted with, this once.</param>
/// <param name="Url">The same as a link.</param>
public sealed record InvitationAnswer(
    string Id, string TeamId, string? Email, [property: Roles] string Role, string InvitedBy, string? Token, string? Url, string CreatedAt, string ExpiresAt)
{
    internal static InvitationAnswer Of(InvitationView view, string? token, string? url) => new(
        view.Id, view.TeamId, view.Email, view.Role, view.InvitedBy, token, url, StateJson.Time(view.CreatedAt), StateJson.Time(view.ExpiresAt));
}
