using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Bench.Serving;

/// <summary>The server below ours with nothing on it: a path, and bytes that lie in memory with the headers that ours has.</summary>
internal static class KestrelFloor
{
    private const string ETag = "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"";

    public static async Task Serve(int port, CancellationToken cancellationToken)
    {
        var plain = Content.Files.ToDictionary(f => "/" + f.Key, f => f.Value);
        var compressed = Content.Files.ToDictionary(f => "/" + f.Key, f => Content.Compressed(f.Value));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
        });
        await using var app = builder.Build();
        app.Run(context =>
        {
            var (request, response) = (context.Request, context.Response);
            var isCompressed = request.Headers.AcceptEncoding.Count > 0;
            if (!(isCompressed ? compressed : plain).TryGetValue(request.Path.Value!, out var bytes))
            {
                response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            response.Headers.ETag = ETag;
            response.Headers.CacheControl = "public, max-age=0, must-revalidate";
            response.Headers.Vary = "accept-encoding";
            response.Headers["x-mv-deployment"] = "dpl_00000000000000000000";
            if (request.Headers.IfNoneMatch == ETag)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            response.ContentType = "text/plain; charset=utf-8";
            if (isCompressed)
                response.Headers.ContentEncoding = "gzip";
            response.Headers.AcceptRanges = "bytes";
            response.ContentLength = bytes.Length;
            return response.Body.WriteAsync(bytes, 0, bytes.Length);
        });
        await app.StartAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
