using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Gateway.Api.Health;

/// <summary>Whether this process lives, whether it can do its work, and whether a project is up.</summary>
internal static class HealthEndpoints
{
    private const string Good = "ok";

    // What watches a server often asks for the head alone.
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder host)
    {
        MapReadiness(host);
        host.MapMethods("/api/health/{project}", Reads, Project).WithMetadata(OpenToAll.Instance);
    }

    /// <summary>What every silo answers, whatever it is there for.</summary>
    public static void MapReadiness(IEndpointRouteBuilder host)
    {
        host.MapMethods("/health/live", Reads, () => Results.Ok(new { status = "live" })).WithMetadata(OpenToAll.Instance);
        host.MapMethods("/health/ready", Reads, Ready).WithMetadata(OpenToAll.Instance);
        host.MapMethods("/health", Reads, Ready).WithMetadata(OpenToAll.Instance);
    }

    private static async Task<IResult> Ready(HttpContext context, Database database, SiloLease lease)
    {
        var checks = new Dictionary<string, string>
        {
            ["database"] = await Answers(database, context.RequestAborted) ? Good : "away",
            ["lease"] = lease.IsHeld ? Good : "not held",
        };
        if (context.RequestServices.GetService<RouteTable>() is { } routes)
            checks["routes"] = routes.IsLoaded ? Good : "not loaded";

        // How strong a worker's boxes are is for who runs it to know; weak ones keep it from nothing that it was told to do.
        var sandbox = context.RequestServices.GetService<IBoxes>()?.Walls.Word;
        return checks.Values.All(check => check == Good)
            ? Results.Json(new { status = "ready", checks, sandbox }, ApiJson.Options)
            : Results.Json(new { status = "not ready", checks, sandbox }, ApiJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Asked once and shortly: who asks for health wants to know how it is now, not whether it will be well.</summary>
    private static async Task<bool> Answers(Database database, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await using var command = database.Source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(limit.Token);
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<IResult> Project(HttpContext context, string project, Database database, ManifestCache manifests)
    {
        var row = await database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<(string Id, string? Build, string? Deployment)?>(new CommandDefinition(
                """
                select p.id, r.build_id, r.deployment_id from projects p left join routes r on r.project_id = p.id
                where p.id = @project and p.deleted_at is null
                """,
                new { project }, cancellationToken: token)),
            context.RequestAborted);
        if (row is not { } found)
            return Problems.NotFound("project");

        var isUp = found.Build is not null && await manifests.Find(new BuildId(found.Build), context.RequestAborted) is not null;
        return Results.Json(
            new { status = isUp ? "healthy" : "unhealthy", deployment_id = found.Deployment },
            ApiJson.Options,
            statusCode: isUp ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
