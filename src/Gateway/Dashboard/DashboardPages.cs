using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MiniVercel.Gateway.Dashboard;

/// <summary>Answers with the dashboard's files, and with its first page wherever a browser goes on the dashboard's host that is nothing else.</summary>
internal sealed class DashboardPages(RequestDelegate next, DashboardFiles files)
{
    /// <summary>What is not the dashboard's, whether there is something or not.</summary>
    private static readonly string[] s_others = ["/api", "/hubs", "/health", "/metrics", "/preview", "/sites", "/assets"];

    public Task InvokeAsync(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) && Find(context.Request) is { } file
            ? Send(context, file)
            : next(context);

    private DashboardFile? Find(HttpRequest request) =>
        files.Find(request.Path.Value ?? "") ?? (request.Path == "/" || IsNavigation(request) ? files.Index : null);

    /// <summary>Somebody goes to a page. A missing script or picture is missing: a page in its place would be kept as one.</summary>
    private static bool IsNavigation(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !Path.HasExtension(request.Path.Value) && !s_others.Any(other => request.Path.StartsWithSegments(other, StringComparison.OrdinalIgnoreCase));

    private static async Task Send(HttpContext context, DashboardFile file)
    {
        var (bytes, encoding, etag) = file.Choose(context.Request.Headers.AcceptEncoding);
        var headers = context.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = file.NeverChanges ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (IsKnown(context.Request, etag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        headers.ContentEncoding = encoding;
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static bool IsKnown(HttpRequest request, string etag) =>
        request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } seen
        && seen.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == etag);
}
