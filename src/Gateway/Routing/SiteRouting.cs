using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Cluster;

namespace MiniVercel.Gateway.Routing;

/// <summary>Every host but the dashboard's is somebody's site, and nothing of the API can be reached through it.</summary>
public sealed class SiteRouting(RequestDelegate dashboard, SiteAddresses addresses, RouteTable routes, SiloLease lease, StaticEdge edge)
{
    private static readonly TimeSpan CatchesUpWithin = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context)
    {
        var host = SiteAddresses.Canonical(context.Request.Host);
        if (addresses.IsDashboard(host))
            return dashboard(context);
        return routes.Term == lease.Terms ? Answer(context, host) : AnswerInStep(context, host);
    }

    /// <summary>
    /// A lease that came back: publications wait for this gateway again, but may have gone past it before. Without a lease
    /// it serves what it has, so losing the database takes no site away.
    /// </summary>
    private async Task AnswerInStep(HttpContext context, string host)
    {
        if (lease.IsHeld)
            await routes.InStep(lease.Terms, CatchesUpWithin, context.RequestAborted);
        await Answer(context, host);
    }

    private Task Answer(HttpContext context, string host) =>
        addresses.KeyOf(host) is { } key && routes.Current.Sites.TryGetValue(key, out var target)
            ? edge.Serve(context, target)
            : SitePages.NoSuchHost(context);
}
