using System.ComponentModel.DataAnnotations;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Serving;
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
        host.MapMethods("/api/health/{project}", Reads, Project).WithMetadata(OpenToAll.Instance).Gives<ProjectHealth>().Gives<ProjectHealth>(503);
    }

    /// <summary>What every silo answers, whatever it is there for.</summary>
    public static void MapReadiness(IEndpointRouteBuilder host)
    {
        host.MapMethods("/health/live", Reads, () => Results.Ok(new Liveness("live"))).WithMetadata(OpenToAll.Instance).Gives<Liveness>();
        host.MapMethods("/health/ready", Reads, Ready).WithMetadata(OpenToAll.Instance).Gives<Readiness>().Gives<Readiness>(503);
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
            ? Results.Json(new Readiness("ready", checks, sandbox), ApiJson.Options)
            : Results.Json(new Readiness("not ready", checks, sandbox), ApiJson.Options, statusCode: StatusCodes.Status503ServiceUnavailable);
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

    private static async Task<IResult> Project(HttpContext context, string project, Database database, SiteHealth health)
    {
        var row = await database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<(string Id, string? Build, string? Deployment, string? App)?>(new CommandDefinition(
                """
                select p.id, r.build_id, r.deployment_id, case when s.id is not null then a.state end
                from projects p left join routes r on r.project_id = p.id left join apps a on a.id = r.deployment_id
                left join silos s on s.id = a.silo_id and s.lease_until > clock_timestamp()
                where p.id = @project and p.deleted_at is null
                """,
                new { project }, cancellationToken: token)),
            context.RequestAborted);
        if (row is not { } found)
            return Problems.NotFound("project");

        var complaint = found.Build is null ? "Nothing is deployed." : await health.Complaint(new BuildId(found.Build), found.App, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new ProjectHealth(complaint is null ? "healthy" : "unhealthy", found.Deployment, complaint),
            ApiJson.Options,
            statusCode: complaint is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

internal sealed record Liveness([property: AllowedValues("live")] string Status);

/// <param name="Checks">What was looked at: `ok`, or what is wrong with it.</param>
/// <param name="Sandbox">How strong the walls around builds are, where there are any builds.</param>
internal sealed record Readiness([property: AllowedValues("ready", "not ready")] string Status, IReadOnlyDictionary<string, string> Checks, string? Sandbox);

/// <param name="Reason">Why it is not up, as a sentence.</param>
internal sealed record ProjectHealth([property: AllowedValues("healthy", "unhealthy")] string Status, string? DeploymentId, string? Reason);
