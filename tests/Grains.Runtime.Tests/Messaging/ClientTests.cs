namespace MiniVercel.Runtime.Tests;

/// <summary>A process that runs no grains, and knows only their interfaces.</summary>
public sealed partial class ClientTests
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

        await cluster.KillAsync(silos[0]);

        for (var i = 0; i < 20; i++) Assert.Equal(silos[1].Address, await ClusterTests.RetryAsync(() => client.Grain<ITravelGrain>($"{i}").Where()));
    }

    [Fact]
    public async Task A_client_s_observer_is_called_back()
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

        GC.KeepAlive(listener);
    }
}
