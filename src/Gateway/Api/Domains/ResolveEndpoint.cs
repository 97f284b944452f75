using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Routing;

namespace MiniVercel.Gateway.Api.Domains;

/// <summary>Says what serves a host now, as this gateway answers it.</summary>
internal static class ResolveEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/domains/resolve/{host}", Resolve).Gives<ResolvedHost>();

    private static async Task<IResult> Resolve(
        HttpContext context, string host, RouteTable routes, SiteAddresses addresses, ProjectQueries projects, TeamOfResource teams)
    {
        var key = addresses.KeyOf(SiteAddresses.Canonical(new HostString(host)));
        if (key is null || !routes.Current.Sites.TryGetValue(key, out var target)
            || await teams.ChooseBy(context.Caller(), target.Project.Value, context.RequestAborted) is not { Team: var team }
            || await projects.Find(team, target.Project.Value, context.RequestAborted) is null)
        {
            return Problems.NotFound("host");
        }

        return Results.Ok(new ResolvedHost(
            host, target.Project.Value, target.Build?.Value, target.Deployment?.Value, target.Generation, target.IsPreview));
    }
}

internal sealed record ResolvedHost(string Host, string ProjectId, string? BuildId, string? DeploymentId, long Generation, bool IsPreview);
