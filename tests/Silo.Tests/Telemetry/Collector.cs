using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MiniVercel.Testing.Http;

namespace MiniVercel.Silo.Tests.Telemetry;

/// <summary>Takes whatever is sent to it, and keeps it as text: names stand in it as they are.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _received = new();

    private Collector(WebApplication app) => _app = app;

    public static async Task<Collector> Start()
    {
        var app = LocalServer.Build();
        var collector = new Collector(app);
        app.Run(collector.Take);
        await app.StartAsync();
        return collector;
    }

    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public string Received(string path) => _received.GetValueOrDefault(path, "");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        _received.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
    }
}
