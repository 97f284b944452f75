using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>How visitors get to the apps that answer for sites.</summary>
public interface IWayToApps
{
    /// <param name="context">The visitor's request.</param>
    /// <param name="site">Whom it is for.</param>
    /// <param name="target">Path and query as the app is to see them.</param>
    /// <param name="finish">What the platform says with the answer.</param>
    Task<Passage> Forward(HttpContext context, SiteTarget site, string target, Action<HttpResponse> finish);
}
