namespace MiniVercel.Runtime.Tests;

/// <summary>How the embedded engine spreads what may be anywhere.</summary>
public sealed partial class PlacementTests
{
    [Fact]
    public async Task Grains_spread_over_the_silos_and_the_loaded_one_gets_fewer()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        for (var i = 0; i < 200; i++) await silos[0].Grain<ILocalGrain>($"{i}").Where();
        await TestCluster.Eventually(() => silos[1].Cluster.Membership.Silos.Values.Any(it => it.Activations >= 200));

        var homes = new List<SiloAddress>();
        for (var i = 0; i < 100; i++) homes.Add(await silos[1].Grain<ITravelGrain>($"{i}").Where());

        Assert.Equal(100, homes.Count(it => it.Equals(silos[1].Address)));
    }
}
