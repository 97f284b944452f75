namespace MiniVercel.Runtime.Tests;

public sealed partial class PlacementTests
{
    [Fact]
    public async Task A_filter_prefers_its_role_and_falls_back_when_nobody_has_it()
    {
        await using var cluster = new TestCluster();
        var other = await cluster.AddSiloAsync("gateway");
        Assert.Equal(other.Address, await other.Grain<IWorkerGrain>("alone").Where());

        var worker = await cluster.AddSiloAsync("worker");
        await TestCluster.KnowsAsync(other, 2);

        var homes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => other.Grain<IWorkerGrain>($"{i}").Where()));
        Assert.All(homes, it => Assert.Equal(worker.Address, it));
    }

    [Fact]
    public async Task Prefer_local_is_where_the_caller_is()
    {
        var (cluster, silos) = await TestCluster.StartAsync(3);
        await using var _ = cluster;

        foreach (var silo in silos)
        {
            for (var i = 0; i < 5; i++) Assert.Equal(silo.Address, await silo.Grain<ILocalGrain>($"{silo.Address} {i}").Where());
        }
    }
}
