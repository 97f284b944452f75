using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Testing.Logs;

namespace MiniVercel.Runtime.Tests;

/// <summary>Several silos and clients in this process, over real TLS on loopback, with one database and one stage.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly List<TestProcess> _processes = [];

    public TestDatabase Database { get; init; } = new();

    public MemoryStorage Storage { get; } = new();

    public Stage Stage { get; } = new();

    public RecordedLog Log { get; } = new();

    public Ledger Ledger { get; } = new();

    public IEnumerable<TestProcess> Processes => _processes;

    public Action<GrainClusterOptions>? Configure { get; init; }

    public static async Task<(TestCluster Cluster, TestProcess[] Silos)> StartAsync(int silos)
    {
        var cluster = new TestCluster();
        return (cluster, await cluster.AddSilosAsync(silos));
    }

    public async Task<TestProcess[]> AddSilosAsync(int count)
    {
        var added = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => AddSiloAsync()));
        // Everybody knows everybody, and has held its lease for long enough to judge.
        foreach (var one in added) await Eventually(() => one.Cluster.Membership.Silos.Count >= count && one.Lease!.UnbrokenFor > TimeSpan.FromSeconds(0.2));
        return added;
    }

    public async Task<TestProcess> AddSiloAsync(string? role = null, Action<GrainClusterOptions>? configure = null)
    {
        var lease = new TestLease(Database);
        var services = NewServices();
        services.AddSingleton<IGrainDirectoryTable>(Database).AddSingleton<ISiloLease>(lease);
        services.AddKeyedSingleton<IGrainStorage>("memory", Storage);
        services.AddGrains(typeof(TestCluster).Assembly);
        services.AddPlacementFilter<RoleFilter, RoleFilterDirector>(ServiceLifetime.Transient);
        services.AddGrainCluster(options =>
        {
            Tune(options);
            options.LeaseLength = TimeSpan.FromSeconds(0.2);
            if (role is not null) options.Metadata = options.Metadata.Add("role", role);
            Configure?.Invoke(options);
            configure?.Invoke(options);
        });
        return await StartAsync(services, lease);
    }

    public Task<TestProcess> AddClientAsync()
    {
        var services = NewServices();
        services.AddGrainClient(Tune);
        return StartAsync(services, lease: null);
    }

    public static Task KnowsAsync(TestProcess silo, int count) => Eventually(() => silo.Cluster.Membership.Silos.Count == count);

    /// <summary>It has taken its grains along, and said goodbye to everybody.</summary>
    public void AssertLeftInOrder(TestProcess silo)
    {
        Assert.DoesNotContain(silo.Address, Database.Grains.Values);
        Assert.DoesNotContain(Log.Lines, it => it.Text.Contains("Left without", StringComparison.Ordinal));
    }

    /// <summary>Kills it, and lets its lease run out.</summary>
    public async Task KillAsync(TestProcess silo)
    {
        await silo.KillAsync();
        Database.Expire(silo.Address);
    }

    public static async Task Eventually(Func<bool> holds, double seconds = 20)
    {
        var limit = DateTime.UtcNow.AddSeconds(seconds);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < limit, "It did not come true in time.");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _processes) await one.KillAsync();
    }

    private ServiceCollection NewServices()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerProvider>(Log).AddLogging(it => it.SetMinimumLevel(LogLevel.Debug)).AddSingleton(Stage).AddSingleton(Ledger);
        services.AddSingleton<IMembershipTable>(Database);
        return services;
    }

    private static void Tune(GrainClientOptions options)
    {
        options.Identity = TestCertificates.Shared.Issue();
        options.MembershipPeriod = TimeSpan.FromMilliseconds(50);
        options.MaxReconnectDelay = TimeSpan.FromMilliseconds(200);
    }

    private async Task<TestProcess> StartAsync(IServiceCollection services, TestLease? lease)
    {
        var process = new TestProcess(services.BuildServiceProvider(), lease);
        lock (_processes) _processes.Add(process);
        foreach (var hosted in process.Services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
        if (lease is not null)
        {
            lease.Start(process.Services.GetRequiredService<ILocalSilo>());
            await process.Cluster.Membership.RefreshAsync();
        }

        return process;
    }
}

/// <summary>A silo or a client.</summary>
public sealed class TestProcess(ServiceProvider services, TestLease? lease)
{
    private bool _isDead;

    public ServiceProvider Services => services;

    public TestLease? Lease => lease;

    public IClusterClient Grains { get; } = services.GetRequiredService<IClusterClient>();

    public SiloAddress Address => Runtime.Address;

    internal GrainRuntime Runtime { get; } = services.GetRequiredService<GrainRuntime>();

    internal GrainCluster Cluster => Runtime.Cluster!;

    public T Grain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    /// <summary>As a signal does that nobody can catch: no word to anybody.</summary>
    public async Task KillAsync()
    {
        if (_isDead) return;
        _isDead = true;
        if (lease is not null) await lease.DisposeAsync();
        await services.DisposeAsync();
    }

    public async Task StopAsync()
    {
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StopAsync(CancellationToken.None);
        await KillAsync();
    }
}
