namespace MiniVercel.Runtime.Tests;

/// <summary>A process that runs no grains, and knows only their interfaces.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task A_client_calls_grains_wherever_they_are_and_fails_over()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        var client = await cluster.AddClientAsync();
        var homes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.Grain<ITravelGrain>($"{i}").Where()));
        Assert.Equal(2, homes.Distinct().Count());
        await Assert.ThrowsAsync<InconsistentStateException>(() => client.Grain<ITravelGrain>("0").Fail("stale"));

        await silos[0].KillAsync();
        cluster.Database.Expire(silos[0].Address);

        for (var i = 0; i < 20; i++) Assert.Equal(silos[1].Address, await ClusterTests.RetryAsync(() => client.Grain<ITravelGrain>($"{i}").Where()));
    }

    [Fact]
    public async Task A_client_s_observer_is_called_back_and_is_gone_with_it()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        var client = await cluster.AddClientAsync();
        var listener = new Listener(cluster.Stage);
        var reference = client.Grains.CreateObjectReference<IBellObserver>(listener);
        foreach (var key in new[] { "a", "b", "c", "d" }) await client.Grain<ITravelGrain>(key).Subscribe(reference);
        foreach (var key in new[] { "a", "b", "c", "d" })
        {
            await silos[0].Grain<ITravelGrain>(key).Ring(key[0]);
            await cluster.Stage.Hear($"ring {(int)key[0]}");
        }

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
