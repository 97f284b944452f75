using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Api.Auth;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Tokens;

/// <summary>API tokens: everybody makes their own, up to what they may themselves; owners see and end all of the team.</summary>
internal static class TokenEndpoints
{
    private const int MostDays = 3_650;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/tokens", List).Gives<Page<TokenAnswer>>().Asks("team_id");
        api.MapPost("/tokens", Create).Needs(Right.Read).Takes<TokenBody>().Gives<TokenAnswer>(201).Asks("team_id");
        api.MapDelete("/tokens/{id}", Remove).Needs(Right.Read).GivesNothing();
    }

    private static async Task<IResult> List(HttpContext context, ApiTokens tokens) =>
        Results.Ok(new Page<TokenAnswer>([.. (await tokens.List(context.Caller(), context.RequestAborted)).Select(t => Shown(t, null))], null));

    private static async Task<IResult> Create(HttpContext context, ApiTokens tokens, TimeProvider clock)
    {
        var caller = context.Caller();
        var fields = await Fields.Read(context.Request);
        var name = fields.Text("name", null, AccountRules.Name, required: true);
        var role = fields.Text("role", "deploy", AccountRules.TokenRole) ?? "deploy";
        var days = fields.Has("expires_in_days") && !fields.IsNull("expires_in_days") ? fields.Number("expires_in_days", 1, MostDays) : (long?)null;
        if (!caller.May(RightWords.Of(role)))
            fields.Refuse("role", "It must not allow more than you may do yourself.");
        fields.ThrowIfRefused();

        var (id, token) = (context.NewId<TokenId>(clock), ApiTokens.NewToken());
        var expires = days is { } some ? clock.GetUtcNow().AddDays(some) : (DateTimeOffset?)null;
        if (!await tokens.Add(id, caller, name!, role, expires, token, context.RequestAborted))
            return Problems.Of(409, "Too many tokens", $"A team has at most {ApiTokens.Most} tokens; end one that is not used any more.");
        context.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/api/tokens/{id}", Shown((await tokens.Get(caller, id.Value, context.RequestAborted))!, token));
    }

    private static async Task<IResult> Remove(HttpContext context, string id, ApiTokens tokens)
    {
        if (await tokens.Get(context.Caller(), id, context.RequestAborted) is not { } token)
            return Problems.NotFound("token");
        Auditing.Before(context, Shown(token, null));
        return await tokens.Remove(context.Caller(), id, context.RequestAborted) ? Results.NoContent() : Problems.NotFound("token");
    }

    private static TokenAnswer Shown(TokenView view, string? token) => new(
        view.Id, view.TeamId, view.Name, view.Role, view.UserId, token, StateJson.Time(view.CreatedAt),
        view.ExpiresAt is { } end ? StateJson.Time(end) : null, view.LastUsedAt is { } used ? StateJson.Time(used) : null);
}

internal sealed record TokenBody(string Name, [property: TokenRoles] string? Role = null, int? ExpiresInDays = null);

/// <param name="Token">The token itself, this once.</param>
public sealed record TokenAnswer(
    string Id, string TeamId, string Name, [property: TokenRoles] string Role, string? UserId, string? Token, string CreatedAt, string? ExpiresAt, string? LastUsedAt);
