using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Api;
using MiniVercel.Gateway.Routing.Forwarding;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Routing.Keeping;

/// <summary>
/// What a gateway is that has not reached its database since it started: sites, from the routes it kept and the contents that lie on its
/// disk. It is nobody in its cluster yet, so nothing is fetched from others, and nobody waits for it.
/// </summary>
public static class WaitingGateway
{
    public static IServiceCollection AddWaitingGateway(
        this IServiceCollection services, RouteSnapshot snapshot, SiteAddresses addresses, Database database, IBlobStore blobs, ManifestShelf shelf)
    {
        var table = new RouteTable();
        table.Apply(snapshot);
        return services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(table)
            .AddSingleton(addresses)
            .AddSingleton(database)
            .AddSingleton(blobs)
            .AddSingleton(shelf)
            .AddSingleton<IBlobFetcher, NobodyElse>()
            .AddSingleton<IWayToApps, NoWayToApps>()
            .AddSingleton<ArtifactStore>()
            .AddSingleton<ManifestCache>()
            .AddSingleton<BlobCache>()
            .AddSingleton<StaticEdge>();
    }

    public static void UseWaitingGateway(this WebApplication app)
    {
        var (addresses, table, edge) = (
            app.Services.GetRequiredService<SiteAddresses>(), app.Services.GetRequiredService<RouteTable>(), app.Services.GetRequiredService<StaticEdge>());
        app.UseMiddleware<AmbiguousRequests>();
        app.Run(context =>
        {
            var host = SiteAddresses.Canonical(context.Request.Host);
            if (addresses.IsDashboard(host))
                return OfItself(context).ExecuteAsync(context);
            return addresses.KeyOf(host) is { } key && table.Current.Sites.TryGetValue(key, out var target)
                ? edge.Serve(context, target)
                : SitePages.NoSuchHost(context);
        });
    }

    private static IResult OfItself(HttpContext context)
    {
        if (context.Request.Path == "/health/live")
            return Results.Ok(new { status = "live" });

        context.Response.Headers.RetryAfter = "5";
        return context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            ? Results.Json(
                new { status = "not ready", checks = new { database = "away", lease = "not held", routes = "kept from before" } },
                statusCode: StatusCodes.Status503ServiceUnavailable)
            : Problems.Of(
                StatusCodes.Status503ServiceUnavailable, "Unavailable for the moment",
                "The database has not answered since this gateway started. Sites are served as they were; try again in a few seconds.");
    }

    /// <summary>Engines let in those of their cluster only.</summary>
    private sealed class NoWayToApps : IWayToApps
    {
        public async Task<Passage> Forward(HttpContext context, SiteTarget site, string target, Action<HttpResponse> finish)
        {
            await SitePages.AppNotUp(context);
            return Passage.Answered;
        }
    }

    private sealed class NobodyElse(IBlobStore blobs) : IBlobFetcher
    {
        public Task<bool> Bring(BlobKey key, long size, CancellationToken cancellationToken) => Task.FromResult(blobs.Has(key));
    }
}
