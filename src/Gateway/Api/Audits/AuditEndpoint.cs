using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Api.Input;

namespace MiniVercel.Gateway.Api.Audits;

/// <summary>What has been done in a team, for its owners.</summary>
internal static class AuditEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", List);

    private static async Task<IResult> List(HttpContext context, AuditQueries audits) => context.Caller().IsOwner
        ? Results.Ok(await audits.List(context.Caller().Team, Paging.Of(context.Request), context.RequestAborted))
        : Problems.Of(403, "Not allowed", "Only an owner of the team may see what was done in it: use an administrator's token.");
}
