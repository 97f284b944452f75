using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>What a browser is told about every answer of the dashboard's host: that it is nobody else's to frame, to guess at or to keep.</summary>
internal sealed class SafeHeaders(RequestDelegate next)
{
    /// <summary>Scripts and styles of our own; a style in an element is how the dashboard moves things about.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self'; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["referrer-policy"] = "same-origin";
        headers["cross-origin-opener-policy"] = "same-origin";
        headers["permissions-policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        RequestIds.Answer(context);
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            headers.CacheControl = "no-store";
        return next(context);
    }
}
