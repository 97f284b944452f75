using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Routing.Forwarding;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Cluster;

namespace MiniVercel.Gateway.Routing;

/// <summary>Every host but the dashboard's is somebody's site, and nothing of the API can be reached through it.</summary>
public sealed class SiteRouting(RequestDelegate dashboard, SiteAddresses addresses, RouteTable routes, SiloLease lease, StaticEdge edge, TimeProvider clock)
{
    private static readonly TimeSpan CatchesUpWithin = TimeSpan.FromSeconds(2);

    /// <summary>How long a visitor waits for an app that starts, starts again or moves to another engine.</summary>
    private static readonly TimeSpan HoldFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

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

    private async Task Answer(HttpContext context, string host)
    {
        if (addresses.KeyOf(host) is not { } key || !routes.Current.Sites.TryGetValue(key, out var target))
            await SitePages.NoSuchHost(context);
        else if (await edge.Serve(context, target) is var passage and not Passage.Answered)
            await Hold(context, key, passage);
    }

    /// <summary>
    /// Whoever should answer is not there at the moment. By the time that the visitor is passed on, that may be somebody else. What was lost
    /// on the way is asked for once more and not again: it may be the question that ends the app.
    /// </summary>
    private async Task Hold(HttpContext context, string key, Passage passage)
    {
        var began = clock.GetTimestamp();
        for (var lost = passage == Passage.Lost ? 1 : 0; lost < 2 && clock.GetElapsedTime(began) < HoldFor;)
        {
            await routes.Other(routes.Current, LookAgainAfter, context.RequestAborted);
            if (context.RequestAborted.IsCancellationRequested)
                return;
            if (!routes.Current.Sites.TryGetValue(key, out var target))
            {
                await SitePages.NoSuchHost(context);
                return;
            }

            passage = await edge.Serve(context, target);
            if (passage == Passage.Answered)
                return;
            if (passage == Passage.Lost)
                lost++;
        }

        await (passage == Passage.Lost ? SitePages.AppLost(context) : SitePages.AppNotUp(context));
    }
}
