using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Serialization;

namespace MiniVercel.Runtime.Tests;

/// <summary>Several silos and clients in this process, over real connections on loopback, with one membership and one stage.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private const string Name = "test";

    /// <summary>Short, because a call to a silo that was killed waits as long as this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<TestProcess> _processes = new();
    private readonly SharedMembership _membership = new();

    public MemoryStorage Storage { get; } = new();

    public Stage Stage { get; } = new();

    public Ledger Ledger { get; } = new();

    public static async Task<(TestCluster Cluster, TestProcess[] Silos)> StartAsync(int silos)
    {
        var cluster = new TestCluster();
        return (cluster, await cluster.AddSilosAsync(silos));
    }

    public async Task<TestProcess[]> AddSilosAsync(int count)
    {
        var added = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => AddSiloAsync()));
        foreach (var one in added) await KnowsAsync(one, count);
        return added;
    }

    /// <summary>Ready when everybody knows what it is there for.</summary>
    public async Task<TestProcess> AddSiloAsync(string? role = null)
    {
        var (port, gatewayPort) = TwoFreePorts();
        var metadata = new Dictionary<string, string>();
        if (role is not null) metadata["role"] = role;
        var builder = NewProcess();
        builder.Services.AddSingleton<IMembershipTable>(_membership);
        builder.Services.AddKeyedSingleton<IGrainStorage>("memory", Storage);
        builder.Services.AddPlacementFilter<RoleFilter, RoleFilterDirector>(ServiceLifetime.Transient);
        builder.Services.AddOrleans(orleans => orleans
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Name, Name))
            .Configure<ClusterMembershipOptions>(membership =>
            {
                membership.ProbeTimeout = TimeSpan.FromSeconds(0.5);
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(1);
            })
            .Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = Patience)
            .ConfigureEndpoints(IPAddress.Loopback, port, gatewayPort)
            .UseSiloMetadata(metadata));
        builder.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, Unharmed>());
        var added = await StartAsync(builder);
        foreach (var one in _processes.Where(it => it.IsSilo)) await Eventually(() => Counts(one, added.Address, metadata.Count));
        return added;
    }

    public Task<TestProcess> AddClientAsync()
    {
        var builder = NewProcess();
        builder.Services.AddSingleton<IGatewayListProvider>(_membership);
        builder.Services.AddOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Name, Name))
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Patience)
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1)));
        return StartAsync(builder);
    }

    public static Task KnowsAsync(TestProcess silo, int count) => Eventually(() =>
        silo.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count == count);

    public static async Task Eventually(Func<bool> holds, double seconds = 20)
    {
        var limit = DateTime.UtcNow.AddSeconds(seconds);
        while (!holds())
        {
            Assert.True(DateTime.UtcNow < limit, "It did not come true in time.");
            await Task.Delay(10);
        }
    }

    /// <summary>Kills it, and waits until the others have found out.</summary>
    public async Task KillAsync(TestProcess silo)
    {
        await silo.KillAsync();
        await Eventually(() => _membership.StatusOf(silo.Address) == SiloStatus.Dead);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _processes) await one.KillAsync();
    }

    /// <summary>It knows of the other's grains, and what that one is there for: until then it places nothing there.</summary>
    private static bool Counts(TestProcess silo, SiloAddress other, int metadata) =>
        silo.Services.GetRequiredService<IClusterManifestProvider>().Current.Silos.ContainsKey(other)
        && silo.Services.GetRequiredService<ISiloMetadataCache>().GetSiloMetadata(other).Metadata.Count == metadata;

    private HostApplicationBuilder NewProcess()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(Stage).AddSingleton(Ledger).AddLogging();
        builder.Services.AddSerializer(serializer => serializer.AddAssembly(typeof(TestCluster).Assembly));
        builder.Services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add("MiniVercel"));
        return builder;
    }

    private async Task<TestProcess> StartAsync(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync();
        var process = new TestProcess(host);
        _processes.Enqueue(process);
        return process;
    }

    private static (int, int) TwoFreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }

    /// <summary>A silo that the others took for dead would otherwise end the process, and every test with it.</summary>
    private sealed class Unharmed : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => true;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
        {
        }
    }
}

/// <summary>A silo or a client.</summary>
public sealed class TestProcess(IHost host)
{
    private bool _isDead;

    public IServiceProvider Services => host.Services;

    public bool IsSilo => !_isDead && host.Services.GetService<ILocalSiloDetails>() is not null;

    public IClusterClient Grains { get; } = host.Services.GetRequiredService<IClusterClient>();

    public SiloAddress Address { get; } = host.Services.GetService<ILocalSiloDetails>()?.SiloAddress!;

    public T Grain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public async Task KillAsync()
    {
        if (_isDead) return;
        _isDead = true;
        await host.StopAsync(new CancellationToken(canceled: true));
        host.Dispose();
    }

    public async Task StopAsync()
    {
        await host.StopAsync();
        await KillAsync();
    }
}
