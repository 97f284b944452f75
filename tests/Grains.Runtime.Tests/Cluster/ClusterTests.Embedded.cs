namespace MiniVercel.Runtime.Tests;

/// <summary>What rests on handing over without a loss, on the lease, the directory's rows and the connections of the embedded engine.</summary>
public sealed partial class ClusterTests
{
    [Fact]
    public async Task The_grains_of_a_killed_silo_answer_again_within_five_seconds_and_lost_calls_fail_at_once()
    {
        var (cluster, silos) = await TestCluster.StartAsync(3);
        await using var _ = cluster;
        var keys = await KeysOnAsync(silos[0], silos[2], 10);
        var inFlight = silos[0].Grain<ITravelGrain>(keys[0]).WaitOrCancel("never");
        await cluster.Stage.Hear("never begins");
        await Task.WhenAll(keys.Skip(1).Select(key => silos[1].Grain<ITravelGrain>(key).Where()));
        await Task.Delay(300);

        var killed = DateTime.UtcNow;
        await silos[2].KillAsync();

        var lost = await Assert.ThrowsAsync<SiloUnavailableException>(() => inFlight.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Contains("may have run", lost.Message, StringComparison.Ordinal);
        foreach (var key in keys) await RetryAsync(() => silos[1].Grain<ITravelGrain>(key).Where());
        Assert.InRange((DateTime.UtcNow - killed).TotalSeconds, 0, 5);
        Assert.DoesNotContain(silos[2].Address, cluster.Database.Grains.Values);
    }

    [Fact]
    public async Task Without_a_lease_mailboxes_wait_and_new_grains_are_refused_and_with_it_they_go_on()
    {
        var (cluster, silos) = await TestCluster.StartAsync(1);
        await using var _ = cluster;
        var grain = silos[0].Grain<ITravelGrain>("a");
        await grain.Where();

        silos[0].Lease!.Lose();
        var local = grain.Say("later");
        var refused = await Assert.ThrowsAsync<SiloUnavailableException>(silos[0].Grain<ITravelGrain>("b").Where);
        await Task.Delay(100);
        Assert.False(local.IsCompleted);
        Assert.Contains("holds no lease", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Hurry("hurried"));

        silos[0].Lease!.IsCutOff = false;

        Assert.Equal("later", await local.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.DoesNotContain("hurried begins", cluster.Stage.Script);
        Assert.Equal(silos[0].Address, await silos[0].Grain<ITravelGrain>("b").Where());
    }

    [Fact]
    public async Task A_silo_that_was_taken_for_dead_ends_its_grains_and_comes_back_as_another()
    {
        var (cluster, silos) = await TestCluster.StartAsync(2);
        await using var _ = cluster;
        var before = silos[1].Address;
        var key = (await KeysOnAsync(silos[0], silos[1], 1))[0];

        silos[1].Lease!.Lose();
        var stuck = silos[1].Grain<ITravelGrain>(key).Say("from the zombie");
        cluster.Database.Expire(before);
        Assert.Equal(silos[0].Address, await RetryAsync(() => silos[0].Grain<ITravelGrain>(key).Where()));
        silos[1].Lease!.IsCutOff = false;

        await Assert.ThrowsAsync<SiloUnavailableException>(() => stuck.WaitAsync(TimeSpan.FromMinutes(1)));
        await TestCluster.Eventually(() => !silos[1].Address.Equals(before) && silos[1].Lease!.IsHeld);
        Assert.Equal(silos[0].Address, await RetryAsync(() => silos[1].Grain<ITravelGrain>(key).Where()));
        Assert.Equal(1, cluster.Ledger.Lives.Where(it => it.Key.Key == key).Sum(it => it.Value));
    }

    [Fact]
    public async Task A_lost_database_convicts_nobody_and_everything_goes_on_after_it()
    {
        await using var cluster = new TestCluster { Database = new TestDatabase { LeaseLength = TimeSpan.FromSeconds(0.5) } };
        var silos = await cluster.AddSilosAsync(3);
        var addresses = silos.Select(it => it.Address).ToList();
        var life = await silos[0].Grain<ITravelGrain>("a").Life();

        cluster.Database.IsDown = true;
        await TestCluster.Eventually(() => silos.All(it => !it.Lease!.IsHeld));
        await Task.Delay(300);
        cluster.Database.IsDown = false;

        Assert.Equal(life + 1, await RetryAsync(() => silos[1].Grain<ITravelGrain>("a").Life()));
        Assert.Equal(addresses, silos.Select(it => it.Address));
    }

    [Fact]
    public async Task The_last_silo_that_stops_says_so_to_what_still_waits()
    {
        var (cluster, silos) = await TestCluster.StartAsync(1);
        await using var _ = cluster;
        var grain = silos[0].Grain<ITravelGrain>("a");
        var held = grain.WaitOrCancel("gate");
        await cluster.Stage.Hear("gate begins");
        var waiting = grain.Say("too late");

        var stopping = silos[0].StopAsync();
        cluster.Stage.Open("gate");
        await stopping;

        await held;
        // Looking for another silo it finds that there is none, or is still looking when this one has gone.
        Assert.Matches("is shutting down|before this process shut down", (await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting)).Message);
    }

    [Fact]
    public async Task An_idle_grain_is_collected_and_leaves_no_row()
    {
        var (cluster, silos) = await TestCluster.StartAsync(1);
        await using var _ = cluster;
        await silos[0].Grain<ITravelGrain>("a").Where();
        Assert.Single(cluster.Database.Grains);

        foreach (var one in silos[0].Runtime.Directory.All) one.SweepIdle(0);

        await TestCluster.Eventually(() => cluster.Database.Grains.IsEmpty && silos[0].Runtime.Directory.Count == 0);
        Assert.Equal(silos[0].Address, await silos[0].Grain<ITravelGrain>("a").Where());
    }

    [Fact]
    public async Task A_silo_stops_under_load_and_no_call_fails()
    {
        var (cluster, silos) = await TestCluster.StartAsync(3);
        await using var _ = cluster;
        using var enough = new CancellationTokenSource();
        var done = 0;
        var load = Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                await silos[worker % 2].Grain<ITravelGrain>($"grain {(worker + i) % 40}").Say("hello");
                Interlocked.Increment(ref done);
            }
        })).ToList();
        await TestCluster.Eventually(() => done > 500);

        await silos[2].StopAsync();
        var after = Volatile.Read(ref done);
        await TestCluster.Eventually(() => done > after + 500);
        await enough.CancelAsync();

        await Task.WhenAll(load);
        cluster.AssertLeftInOrder(silos[2]);
    }

    [Fact]
    public async Task Every_silo_is_replaced_under_load_and_no_call_fails()
    {
        var (cluster, silos) = await TestCluster.StartAsync(3);
        await using var _ = cluster;
        var client = await cluster.AddClientAsync();
        using var enough = new CancellationTokenSource();
        var done = 0;
        var load = Enumerable.Range(0, 12).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                await client.Grain<ITravelGrain>($"grain {(worker + i) % 30}").Say("hello");
                await client.Grain<ITravelGrain>($"other {i % 30}").Ask(client.Grain<ITravelGrain>($"grain {i % 30}"));
                Interlocked.Increment(ref done);
            }
        })).ToList();

        foreach (var old in silos)
        {
            await cluster.AddSiloAsync();
            var before = Volatile.Read(ref done);
            await TestCluster.Eventually(() => done > before + 100);
            await old.StopAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAll(load);
        Assert.All(silos, cluster.AssertLeftInOrder);
    }
}
