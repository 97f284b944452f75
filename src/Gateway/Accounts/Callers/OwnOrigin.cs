using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Routing;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>
/// Which page a browser's call comes from. A browser sends its cookies along wherever it is told to go, so whatever changes something,
/// or opens a connection that lasts, must say that it comes from the dashboard.
/// </summary>
public sealed class OwnOrigin(SiteAddresses addresses)
{
    /// <summary>Whether a call that a cookie lets in may do what it asks for.</summary>
    public bool IsOwn(HttpRequest request) => OnlyReads(request) || IsOwn(request, request.Headers.Origin.ToString());

    /// <summary>Whether it says that it comes from elsewhere. Programs say nothing.</summary>
    public bool IsForeign(HttpRequest request) =>
        !OnlyReads(request) && request.Headers.Origin is { Count: > 0 } origin && !IsOwn(request, origin.ToString());

    private static bool OnlyReads(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !IsUpgrade(request);

    private static bool IsUpgrade(HttpRequest request) =>
        request.HttpContext.WebSockets.IsWebSocketRequest || request.Headers.Upgrade.Count > 0;

    /// <summary>The same host and port that it was sent to, which must be the dashboard's. Who ends TLS before us changes the scheme.</summary>
    private bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Scheme is "http" or "https"
        && from.Authority == new UriBuilder(from.Scheme, request.Host.Host, request.Host.Port ?? -1).Uri.Authority
        && addresses.IsDashboard(SiteAddresses.Canonical(request.Host));
}
