namespace MiniVercel.Runtime.Tests;

/// <summary>How soon the embedded engine knows that a client is gone.</summary>
public sealed partial class ClientTests
{
    [Fact]
    public async Task A_client_s_observer_is_gone_with_it()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        var client = await cluster.AddClientAsync();
        var listener = new Listener(cluster.Stage);
        await client.Grain<ITravelGrain>("a").Subscribe(client.Grains.CreateObjectReference<IBellObserver>(listener));

        await client.KillAsync();

        foreach (var silo in silos) await TestCluster.Eventually(() => silo.Cluster.Network.Connections.All(it => !it.Remote.IsClient));
        var gone = await Assert.ThrowsAsync<ClientNotAvailableException>(() => silos[0].Grain<ITravelGrain>("a").AskAll("x"));
        Assert.Contains("cannot be reached", gone.Message, StringComparison.Ordinal);
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task A_silo_stops_under_a_client_s_load_and_no_call_fails()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        var client = await cluster.AddClientAsync();
        using var enough = new CancellationTokenSource();
        var done = 0;
        var load = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                await client.Grain<ITravelGrain>($"{(worker + i) % 20}").Say("hello");
                Interlocked.Increment(ref done);
            }
        })).ToList();
        await TestCluster.Eventually(() => done > 200);

        await silos[1].StopAsync();
        var after = Volatile.Read(ref done);
        await TestCluster.Eventually(() => done > after + 200);
        await enough.CancelAsync();

        await Task.WhenAll(load);
    }
}
