using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;

namespace MiniVercel.Gateway.Api.Cluster;

/// <summary>Who belongs to this installation, and how they are.</summary>
internal static class ClusterEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/cluster", Get).AddEndpointFilter(Operators.Only).Gives<ClusterView>();

    private static async Task<IResult> Get(HttpContext context, ClusterQueries cluster) =>
        Results.Ok(await cluster.Describe(context.RequestAborted));
}
