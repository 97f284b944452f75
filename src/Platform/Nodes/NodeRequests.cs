using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Telemetry;

namespace MiniVercel.Platform.Nodes;

/// <summary>
/// What this node answers the others, and only them. Contents are asked for and brought by their hash. A visitor's request
/// names the deployment it is for; one that does not run here is refused as misdirected, so that its gateway looks again. A
/// gateway asks for what is measured here, because an operator can ask nobody else.
/// </summary>
public sealed class NodeRequests(RequestDelegate next, IBlobStore blobs, BlobExchange exchange, SiloTelemetry telemetry, SiloIdentity silo)
{
    public const string BlobPath = "/blobs/";
    public const string MetricsPath = "/metrics";
    public const string DeploymentHeader = "x-mv-deployment";

    private const long LargestBlob = 1L << 30;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<NodeConnection>() is null)
            return next(context);
        if (context.Request.Headers.ContainsKey(DeploymentHeader))
            return Answer(context, StatusCodes.Status421MisdirectedRequest);
        if (context.Request.Path == MetricsPath && HttpMethods.IsGet(context.Request.Method))
            return context.Response.WriteAsync(telemetry.Text(), context.RequestAborted);
        if (context.Request.Path.Value is not { } path || !path.StartsWith(BlobPath, StringComparison.Ordinal)
            || !BlobKey.TryParse(path[BlobPath.Length..], out var key))
            return Answer(context, StatusCodes.Status404NotFound);
        return context.Request.Method switch
        {
            "GET" => Give(context, key),
            "PUT" when silo.Is(SiloRole.Engine) => Take(context, key),
            _ => Answer(context, StatusCodes.Status405MethodNotAllowed),
        };
    }

    private async Task Give(HttpContext context, BlobKey key)
    {
        if (blobs.Find(key) is not { } path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var length = new FileInfo(path).Length;
        context.Response.ContentLength = length;
        await context.Response.SendFileAsync(path, 0, length, context.RequestAborted);
    }

    private async Task Take(HttpContext context, BlobKey key)
    {
        if (context.Request.ContentLength is not { } size || size > LargestBlob)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LargestBlob;
        if (!blobs.Has(key) && await blobs.Put(key, size, context.Request.Body, context.RequestAborted) is BlobWritten.Mismatch)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }

        context.Response.StatusCode = await exchange.NoteHere(key, context.RequestAborted)
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status503ServiceUnavailable;
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
