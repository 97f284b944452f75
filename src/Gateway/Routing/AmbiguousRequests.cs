using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MiniVercel.Gateway.Routing;

/// <summary>
/// Requests that the server takes one way and somebody else on their way may have taken another: whoever sends one wants that.
/// </summary>
public sealed class AmbiguousRequests(RequestDelegate next)
{
    /// <summary>What Kestrel makes of a length that stood beside chunks.</summary>
    private const string OverriddenLength = "X-Content-Length";

    public Task InvokeAsync(HttpContext context) =>
        HasTwoEnds(context.Request) || NamesUser(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ? Refuse(context)
            : next(context);

    /// <summary>A stream of HTTP/2 has its end by itself: one that names another could be cut there by an app that it is passed on to.</summary>
    private static bool HasTwoEnds(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0 && (HttpProtocol.IsHttp2(request.Protocol) || request.Headers.ContainsKey(OverriddenLength));

    /// <summary>An address as a whole may have a user before the host, who is none of ours and looks like a host.</summary>
    private static bool NamesUser(string target)
    {
        if (target.StartsWith('/') || target.IndexOf("://", StringComparison.Ordinal) is not (> 0 and var scheme))
            return false;
        var authority = target.AsSpan(scheme + 3);
        var end = authority.IndexOfAny('/', '?', '#');
        return (end < 0 ? authority : authority[..end]).Contains('@');
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Response.Headers[HeaderNames.Connection] = "close";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}
