namespace MiniVercel.Runtime.Tests;

/// <summary>Silos that come and go, and grains that are always somewhere, once.</summary>
public sealed partial class ClusterTests
{
    [Fact]
    public async Task Two_hundred_first_calls_from_three_silos_wake_one_activation()
    {
        var (cluster, silos) = await TestCluster.StartAsync(3);
        await using var _ = cluster;

        var where = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => silos[i % 3].Grain<ITravelGrain>("a").Where())));

        Assert.Single(where.Distinct());
        Assert.Equal(1, cluster.Ledger.Lives.Values.Sum());
    }

    [Fact]
    public async Task A_grain_that_ended_is_found_anew_and_whoever_remembers_its_old_place_is_sent_on()
    {
        var (cluster, silos) = await TestCluster.StartAsync(3);
        await using var _ = cluster;
        var homes = new HashSet<SiloAddress>();

        for (var i = 0; homes.Count < 3 && i < 200; i++)
        {
            var caller = silos[i % 3].Grain<ITravelGrain>("a");
            homes.Add(await caller.Where());
            Assert.Equal(2, 1 + await caller.Life());
            await caller.End();
        }

        Assert.Equal(3, homes.Count);
        await TestCluster.Eventually(() => cluster.Ledger.Lives.Values.Sum() == 0);
    }

    [Fact]
    public async Task Calls_behind_the_end_of_an_activation_run_on_the_next_in_order()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        var grain = silos[0].Grain<ITravelGrain>("a");
        var held = grain.WaitOrCancel("gate");
        await cluster.Stage.Hear("gate begins");

        var ending = grain.End();
        var after = Enumerable.Range(1, 10).Select(_ => grain.Life()).ToList();
        cluster.Stage.Open("gate");

        await Task.WhenAll(held, ending);
        Assert.Equal(Enumerable.Range(1, 10), (await Task.WhenAll(after)).Order());
    }

    public static async Task<List<string>> KeysOnAsync(TestProcess caller, TestProcess home, int count)
    {
        var keys = new List<string>();
        for (var i = 0; keys.Count < count; i++)
        {
            if ((await caller.Grain<ITravelGrain>($"key {i}").Where()).Equals(home.Address)) keys.Add($"key {i}");
        }

        return keys;
    }

    public static async Task<T> RetryAsync<T>(Func<Task<T>> call)
    {
        for (var limit = DateTime.UtcNow.AddSeconds(20); ;)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (e is OrleansException or TimeoutException && DateTime.UtcNow < limit)
            {
                await Task.Delay(20);
            }
        }
    }
}
