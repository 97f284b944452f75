using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Bench.Builds;

/// <summary>Stands between a client and the silo, and counts what the client sends.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _on;
    private long _list;
    private long _contents;
    private long _rest;

    private Wire(WebApplication app, Uri silo)
    {
        _app = app;
        _on = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = silo };
    }

    public string Address => _app.Urls.Single();

    /// <summary>The bytes of all bodies since the last time: lists of files, contents of files, and anything else.</summary>
    public Sent Take() => new(Interlocked.Exchange(ref _list, 0), Interlocked.Exchange(ref _contents, 0), Interlocked.Exchange(ref _rest, 0));

    public static async Task<Wire> Lay(Uri silo)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var wire = new Wire(builder.Build(), silo);
        wire._app.Run(wire.Pass);
        await wire._app.StartAsync();
        return wire;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _on.Dispose();
    }

    private async Task Pass(HttpContext context)
    {
        var aborted = context.RequestAborted;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, aborted);
        Count(context.Request, body.Length);

        using var request = new HttpRequestMessage(HttpMethod.Parse(context.Request.Method), context.Request.Path + context.Request.QueryString);
        body.Position = 0;
        if (body.Length > 0 || context.Request.ContentLength is not null)
            request.Content = new StreamContent(body);
        foreach (var (name, value) in context.Request.Headers.Where(h => h.Key is not ("Host" or "Transfer-Encoding" or "Connection")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        }

        using var response = await _on.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, aborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await context.Response.StartAsync(aborted);
        await response.Content.CopyToAsync(context.Response.Body, aborted);
    }

    private void Count(HttpRequest request, long bytes)
    {
        var path = request.Path.Value!;
        if (path.EndsWith("/uploads", StringComparison.Ordinal))
            Interlocked.Add(ref _list, bytes);
        else if (path.Contains("/blobs/", StringComparison.Ordinal))
            Interlocked.Add(ref _contents, bytes);
        else
            Interlocked.Add(ref _rest, bytes);
    }
}

/// <summary>Bytes of bodies by what they were.</summary>
internal sealed record Sent(long List, long Contents, long Rest);
