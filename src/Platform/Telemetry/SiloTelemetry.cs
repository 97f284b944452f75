using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniVercel.Platform.Cluster;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MiniVercel.Platform.Telemetry;

/// <summary>
/// Collects what the framework, Npgsql, the grains and the runners measure. Metrics are always there to be read as text;
/// metrics and traces are sent by OTLP as well where the standard variable says where to.
/// </summary>
public sealed class SiloTelemetry : IHostedService, IDisposable
{
    /// <summary>The name of the silo's own meter and activity source.</summary>
    public const string Name = "MiniVercel";

    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources = [Name, "MiniVercel.Grains", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    private static readonly string[] Meters =
    [
        Name, "MiniVercel.Grains", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http",
        "System.Runtime",
    ];

    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;
    private readonly PrometheusText _text = new();

    public SiloTelemetry(SiloIdentity silo)
    {
        var resource = ResourceBuilder.CreateDefault()
            .AddService("minivercel", serviceVersion: Version, serviceInstanceId: silo.SiloId)
            .AddAttributes([new("minivercel.roles", string.Join(',', silo.Roles))]);
        var isSent = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(OtlpEndpoint));

        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddReader(_text.Reader);
        _metrics = (isSent ? metrics.AddOtlpExporter() : metrics).Build();
        _traces = isSent ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddOtlpExporter().Build() : null;
    }

    /// <summary>The content type of <see cref="Text"/>.</summary>
    public const string TextType = PrometheusText.ContentType;

    /// <summary>The version of this program.</summary>
    public static string Version { get; } = typeof(SiloTelemetry).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Every metric as it is now, in Prometheus' text format.</summary>
    public string Text() => _text.Collect();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _metrics.Dispose();
        _traces?.Dispose();
        _text.Dispose();
    }
}

public static class SiloTelemetryServices
{
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<SiloTelemetry>();
        services.AddHostedService(s => s.GetRequiredService<SiloTelemetry>());
    }
}
