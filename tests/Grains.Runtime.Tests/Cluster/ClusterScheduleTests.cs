using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Runtime.Tests;

/// <summary>
/// Three silos under generated schedules of calls, deaths, lost leases and returns. Whatever happens: every call ends, none runs
/// twice, no acknowledged write is lost, and in the end each grain is somewhere, once.
/// </summary>
public sealed class ClusterScheduleTests
{
    private const int Keys = 5;

    [Fact]
    public void No_schedule_runs_a_call_twice_or_loses_a_write()
    {
        var schedules = Gen.Zip(Gen.Frequency(
            (12, Gen.Constant(Step.Add)), (4, Gen.Constant(Step.Burst)), (2, Gen.Constant(Step.Observe)), (2, Gen.Constant(Step.End)),
            (1, Gen.Constant(Step.Kill)), (1, Gen.Constant(Step.LoseLease)), (1, Gen.Constant(Step.Convict)), (1, Gen.Constant(Step.Regain)),
            (1, Gen.Constant(Step.Restart)), (1, Gen.Constant(Step.Stop)), (3, Gen.Constant(Step.LetRun))), Gen.Choose(0, 1_000)).ArrayOf(40);
        Prop.ForAll(schedules.ToArbitrary(), schedule => Play(schedule).WaitAsync(TimeSpan.FromMinutes(2)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    private enum Step
    {
        Add,
        Burst,
        Observe,
        End,
        Kill,
        LoseLease,
        Convict,
        Regain,
        Restart,
        Stop,
        LetRun,
    }

    private static async Task Play((Step Step, int Choice)[] schedule)
    {
        var (cluster, started) = await TestCluster.StartAsync(3);
        await using var _ = cluster;
        var (silos, calls, acknowledged) = (started.ToList(), new List<(TestProcess Caller, Task Call)>(), new System.Collections.Concurrent.ConcurrentDictionary<string, int>());
        var listener = new Listener(cluster.Stage);
        var next = 0;

        foreach (var (step, choice) in schedule)
        {
            var silo = silos[choice % silos.Count];
            var key = $"{choice % Keys}";
            switch (step)
            {
                case Step.Add: calls.Add((silo, AddAsync(silo, key, next++))); break;
                case Step.Burst: for (var i = 0; i < 10; i++) calls.Add((silos[i % silos.Count], AddAsync(silos[i % silos.Count], key, next++))); break;
                case Step.Observe:
                    calls.Add((silo, silo.Grain<ITravelGrain>(key).Subscribe(silo.Grains.CreateObjectReference<IBellObserver>(listener))));
                    calls.Add((silo, silo.Grain<ITravelGrain>(key).Ring(next)));
                    break;
                case Step.End: calls.Add((silo, silo.Grain<ITravelGrain>(key).End())); break;
                case Step.LoseLease: silo.Lease!.Lose(); break;
                case Step.Convict: foreach (var one in silos.Where(it => !it.Lease!.IsHeld)) cluster.Database.Expire(one.Address); break;
                case Step.Regain: foreach (var one in silos) one.Lease!.IsCutOff = false; break;
                case Step.Restart when silos.Count < 4: silos.Add(await cluster.AddSiloAsync()); break;
                case Step.Kill when silos.Count > 1:
                    silos.Remove(silo);
                    cluster.Database.Expire(silo.Address);
                    await silo.KillAsync();
                    // Whoever called from there died with it.
                    calls.RemoveAll(it => it.Caller == silo);
                    break;
                case Step.Stop when silos.Count > 1:
                    silos.Remove(silo);
                    silo.Lease!.IsCutOff = false;
                    await silo.StopAsync();
                    break;
                case Step.LetRun: await Task.Delay(choice % 60); break;
            }
        }

        foreach (var one in silos) one.Lease!.IsCutOff = false;
        // Every call ends by itself, well before its patience of thirty seconds: nothing is forgotten anywhere.
        foreach (var (_, call) in calls) await call.WaitAsync(TimeSpan.FromMinutes(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.All(calls, it => Assert.True(it.Call.IsCompleted, "A call never ended."));
        await TestCluster.Eventually(() => silos.All(it => it.Lease!.IsHeld));
        await JudgeAsync(cluster, silos, acknowledged);
        GC.KeepAlive(listener);

        async Task AddAsync(TestProcess silo, string key, int id)
        {
            await silo.Grain<ITravelGrain>(key).Add(id);
            acknowledged.AddOrUpdate(key, 1, (_, sum) => sum + 1);
        }
    }

    private static async Task JudgeAsync(
        TestCluster cluster, List<TestProcess> silos, System.Collections.Concurrent.ConcurrentDictionary<string, int> acknowledged)
    {
        Assert.All(cluster.Ledger.Runs, it => Assert.Equal(1, it.Value));
        foreach (var (key, sum) in acknowledged)
        {
            var stored = await ClusterTests.RetryAsync(() => SumAsync(silos[0], key));
            Assert.True(stored > sum, $"{sum} writes of {key} were acknowledged and {stored - 1} are there.");
            var homes = new HashSet<SiloAddress>();
            foreach (var silo in silos) homes.Add(await ClusterTests.RetryAsync(() => silo.Grain<ITravelGrain>(key).Where()));
            Assert.Single(homes);
            await TestCluster.Eventually(() => silos.Count(it => it.Runtime.Directory.TryFind(GrainId.Create("travel", key), out var _)) == 1);
        }
    }

    // One more write, which must come out after all the others. A stale activation ends at its first try.
    private static async Task<int> SumAsync(TestProcess silo, string key)
    {
        try
        {
            return await silo.Grain<ITravelGrain>(key).Add(-Random.Shared.Next(1, int.MaxValue));
        }
        catch (InconsistentStateException)
        {
            return await silo.Grain<ITravelGrain>(key).Add(-Random.Shared.Next(1, int.MaxValue));
        }
    }
}
