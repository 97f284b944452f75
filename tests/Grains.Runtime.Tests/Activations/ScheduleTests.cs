using FsCheck;
using FsCheck.Fluent;

namespace MiniVercel.Runtime.Tests;

/// <summary>Real activations under generated schedules: whatever races, the promises of the lifecycle hold for the grain's own code.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void No_schedule_makes_two_turns_meet_or_loses_or_repeats_a_call()
    {
        var schedules = Gen.Elements(Enum.GetValues<Step>()).ArrayOf();
        Prop.ForAll(schedules.ToArbitrary(), schedule => Play(schedule).WaitAsync(TimeSpan.FromMinutes(2)).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(120));
    }

    private enum Step
    {
        Call,
        CallThatYields,
        OneWay,
        Write,
        HoldWrites,
        ReleaseWrites,
        CancelableCall,
        Cancel,
        GoStale,
        End,
        EndFromOutside,
        Second,
        Patience,
        Idleness,
        LetRun,
    }

    private static async Task Play(Step[] schedule)
    {
        await using var engine = new Engine(options => options.CollectionAge = TimeSpan.FromMinutes(5));
        var grain = engine.Grains.GetGrain<IRecordingGrain>("a");
        var (calls, shouts) = (new Dictionary<int, Task>(), new HashSet<int>());
        var leave = new CancellationTokenSource();
        var disk = Opened();
        engine.Storage.BeforeWrite = () => Volatile.Read(ref disk).Task;

        for (var id = 0; id < schedule.Length; id++)
        {
            switch (schedule[id])
            {
                case Step.Call: calls[id] = grain.Call(id); break;
                case Step.CallThatYields: calls[id] = grain.Yield(id); break;
                case Step.Write: calls[id] = grain.Write(id); break;
                case Step.CancelableCall: calls[id] = grain.Cancelable(id, leave.Token); break;
                case Step.GoStale: calls[id] = grain.GoStale(id); break;
                case Step.End: calls[id] = grain.End(id); break;
                case Step.OneWay:
                    shouts.Add(id);
                    await grain.Shout(id);
                    break;
                case Step.HoldWrites: if (disk.Task.IsCompleted) disk = new(TaskCreationOptions.RunContinuationsAsynchronously); break;
                case Step.ReleaseWrites: disk.TrySetResult(); break;
                case Step.Cancel:
                    await leave.CancelAsync();
                    leave = new CancellationTokenSource();
                    break;
                case Step.EndFromOutside:
                    foreach (var it in engine.Runtime.Directory.All) it.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "outside"));
                    break;
                case Step.Second: engine.Clock.Advance(TimeSpan.FromSeconds(1)); break;
                case Step.Patience: engine.Clock.Advance(TimeSpan.FromSeconds(31)); break;
                case Step.Idleness: engine.Clock.Advance(TimeSpan.FromMinutes(7)); break;
                case Step.LetRun: await Task.Delay(1, CancellationToken.None); break;
            }
        }

        disk.TrySetResult();
        foreach (var call in calls.Values) await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Behind everything that is still queued, one-way calls included.
        await grain.Call(schedule.Length);
        await engine.StopAsync();
        leave.Dispose();
        Judge(engine.Record, calls, shouts, schedule);
    }

    private static void Judge(Record record, Dictionary<int, Task> calls, HashSet<int> shouts, Step[] schedule)
    {
        Assert.Empty(record.Broken);
        Assert.All(record.Lives.Chunk(2), life => Assert.Equal(["begins", "ends"], life));
        var ran = record.Ran.ToList();
        Assert.Equal(ran.Distinct(), ran);
        Assert.Equal(ran.Order(), ran);
        Assert.Empty(shouts.Except(ran));
        foreach (var (id, call) in calls)
        {
            var hasRun = ran.Contains(id);
            if (call.IsCompletedSuccessfully) Assert.True(hasRun, $"{id} was answered and did not run");
            else if (call.Exception?.InnerException is TimeoutException late)
                Assert.Equal(!hasRun, late.Message.Contains("will not run", StringComparison.Ordinal));
            else if (call.IsFaulted) Assert.Equal((Step.GoStale, typeof(InconsistentStateException)), (schedule[id], call.Exception!.InnerException!.GetType()));
            else Assert.Equal(Step.CancelableCall, schedule[id]);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }
}
