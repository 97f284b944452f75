using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Routing;

/// <summary>Every host but the dashboard's is somebody's site, and nothing of the API can be reached through it.</summary>
public sealed class SiteRouting(RequestDelegate dashboard, SiteAddresses addresses, RouteTable routes, StaticEdge edge)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = SiteAddresses.Canonical(context.Request.Host);
        if (addresses.IsDashboard(host))
            return dashboard(context);
        return addresses.KeyOf(host) is { } key && routes.Current.Sites.TryGetValue(key, out var target)
            ? edge.Serve(context, target)
            : SitePages.NoSuchHost(context);
    }
}
