using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Testing.Logs;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace MiniVercel.Runtime.Tests;

/// <summary>Orleans with this project's grains: what grains and callers measure time by is a clock of its own.</summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly IHost _host;

    public Engine(Action<GrainRuntimeOptions>? configure = null, bool realTime = false)
    {
        var options = new GrainRuntimeOptions();
        configure?.Invoke(options);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (!realTime)
        {
            builder.Services.AddSingleton<TimeProvider>(Clock);
            foreach (var real in new[] { TimeProviderNames.SystemTimers, TimeProviderNames.Membership, TimeProviderNames.GrainDirectory })
                builder.Services.AddKeyedSingleton(real, TimeProvider.System);
        }

        builder.Services.AddSingleton<ILoggerProvider>(Log);
        builder.Services.AddKeyedSingleton<IGrainStorage>("memory", Storage);
        builder.Services.AddSingleton(Stage);
        builder.Services.AddOrleans(orleans => orleans
            .UseLocalhostClustering(AnyFreePort(), gatewayPort: 0)
            .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = options.ResponseTimeout)
            .Configure<GrainCollectionOptions>(collection =>
            {
                collection.CollectionAge = options.CollectionAge;
                collection.CollectionQuantum = options.CollectionAge / 4;
            }));
        builder.Services.AddSerializer(serializer => serializer.AddAssembly(typeof(Engine).Assembly));
        _host = builder.Build();
        _host.Start();
        Grains = _host.Services.GetRequiredService<IClusterClient>();
    }

    public FakeClock Clock { get; } = new();

    public MemoryStorage Storage { get; } = new();

    public Stage Stage { get; } = new();

    public RecordedLog Log { get; } = new();

    public IClusterClient Grains { get; }

    public Task StopAsync(CancellationToken token = default) => _host.StopAsync(token);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _host.StopAsync(atOnce.Token);
        _host.Dispose();
    }

    private static int AnyFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The limits that both engines know, by the names that the embedded one has for them.</summary>
public sealed class GrainRuntimeOptions
{
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);
}
