using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Gateway.Routing;

namespace MiniVercel.Gateway.Api.Domains;

/// <summary>Says what serves a host now, as this gateway answers it.</summary>
internal static class ResolveEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/domains/resolve/{host}", Resolve);

    private static async Task<IResult> Resolve(
        HttpContext context, string host, RouteTable routes, SiteAddresses addresses, ProjectQueries projects)
    {
        var key = addresses.KeyOf(SiteAddresses.Canonical(new HostString(host)));
        if (key is null || !routes.Current.Sites.TryGetValue(key, out var target)
            || await projects.Find(context.Caller().Team, target.Project.Value, context.RequestAborted) is null)
        {
            return Problems.NotFound("host");
        }

        return Results.Ok(new
        {
            host,
            project_id = target.Project,
            build_id = target.Build,
            deployment_id = target.Deployment,
            generation = target.Generation,
            is_preview = target.IsPreview,
        });
    }
}
