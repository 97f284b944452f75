using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Gateway.Api;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>
/// Lets in who is known, to what they may do. Nothing of the API is answered to a stranger, not even that it does not exist; and no
/// browser is believed that another site has sent here.
/// </summary>
public sealed class Authentication(RequestDelegate next, Identification identification, TeamOfResource teams, OwnOrigin origin)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var isOpen = context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null;
        if (isOpen && !origin.IsForeign(context.Request))
        {
            await next(context);
            return;
        }

        var refusal = isOpen ? ForeignOrigin() : await Admit(context);
        if (refusal is null)
            await next(context);
        else
            await refusal.ExecuteAsync(context);
    }

    private async Task<IResult?> Admit(HttpContext context)
    {
        if (await identification.Of(context) is not { } known)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of(401, "Not logged in", "Send a valid API token or access token as 'Authorization: Bearer …', or log in.");
        }

        if (known.ByCookie && !origin.IsOwn(context.Request))
            return ForeignOrigin();

        if (await teams.Choose(known, context) is not { } caller)
            return Problems.NotFound("team");
        context.Features.Set(caller);
        var needs = Needs.Of(context).Right;
        return caller.May(needs) ? null : NotAllowed(needs, caller);
    }

    /// <summary>For calls that say in their body what they are about.</summary>
    public static IResult NotAllowed(Right needs, Caller caller) =>
        Problems.Of(403, "Not allowed", $"This takes the right to {Verb(needs)} in the team; yours is to {Verb(caller.Right)}.");

    private static string Verb(Right right) => right switch
    {
        Right.None => "do nothing",
        Right.Read => "read",
        Right.Deploy => "deploy",
        _ => "manage, as its owners have",
    };

    private static IResult ForeignOrigin() => Problems.Of(
        403, "Not from here", "The call came from a page of another site. What a browser is logged in for changes only from the dashboard's own pages.");
}
