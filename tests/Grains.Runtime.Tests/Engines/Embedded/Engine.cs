using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Testing.Logs;

namespace MiniVercel.Runtime.Tests;

/// <summary>The embedded engine with this project's grains, on a clock of its own.</summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Engine(Action<GrainRuntimeOptions>? configure = null, bool realTime = false)
    {
        var services = new ServiceCollection();
        if (!realTime) services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ILoggerProvider>(Log);
        services.AddLogging();
        services.AddKeyedSingleton<IGrainStorage>("memory", Storage);
        services.AddSingleton(Stage);
        services.AddSingleton(Record);
        services.AddGrainRuntime(configure);
        services.AddGrains(typeof(Engine).Assembly);
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Grains = _services.GetRequiredService<IClusterClient>();
        Runtime = _services.GetRequiredService<GrainRuntime>();
    }

    public FakeClock Clock { get; } = new();

    public MemoryStorage Storage { get; } = new();

    public Stage Stage { get; } = new();

    public Record Record { get; } = new();

    public RecordedLog Log { get; } = new();

    public IClusterClient Grains { get; }

    internal GrainRuntime Runtime { get; }

    public Task StopAsync(CancellationToken token = default) => _services.GetServices<IHostedService>().Single().StopAsync(token);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
