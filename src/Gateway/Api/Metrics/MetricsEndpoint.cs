using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Telemetry;

namespace MiniVercel.Gateway.Api.Metrics;

/// <summary>What a silo measures, for Prometheus: this one, or another one of the cluster, which may not be open to the outside.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder host) => host.MapGet("/metrics", Get).AddEndpointFilter(Operators.Only);

    private static async Task<IResult> Get(
        HttpContext context, string? node, SiloTelemetry telemetry, NodeDirectory nodes, NodeClient client)
    {
        if (node is null)
            return Results.Text(telemetry.Text(), SiloTelemetry.TextType);
        if ((await nodes.All(context.RequestAborted)).FirstOrDefault(n => n.Id == node) is not { } asked)
            return Problems.NotFound("node alive");
        try
        {
            return Results.Text(await client.Metrics(asked, context.RequestAborted), SiloTelemetry.TextType);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problems.Of(503, "Unavailable for the moment", $"The node {node} gave no answer: {e.Message}");
        }
    }
}
