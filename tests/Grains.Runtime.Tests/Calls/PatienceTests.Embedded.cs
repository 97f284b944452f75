namespace MiniVercel.Runtime.Tests;

/// <summary>How the embedded engine counts the time of a call, and its words when that is over.</summary>
public sealed partial class PatienceTests
{
    [Fact]
    public async Task Who_ran_out_of_patience_is_told_who_did_not_answer_and_what_can_be_done()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        var running = grain.Wait("gate");
        await engine.Stage.Hear("gate begins");
        var overdue = grain.Hurry("overdue");

        engine.Clock.Advance(TimeSpan.FromSeconds(30.1));

        Assert.Equal(
            "MiniVercel.Runtime.Tests.IActorGrain.Wait of grain actor/a gave no answer within 30 s: it is still running there. " +
            "Shorten its turn, or allow more time with [ResponseTimeout].",
            (await Assert.ThrowsAsync<TimeoutException>(() => running)).Message);
        var unheard = (await Assert.ThrowsAsync<TimeoutException>(() => overdue)).Message;
        Assert.Contains("within 5 s", unheard, StringComparison.Ordinal);
        Assert.Contains("will not run", unheard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_waits_thirty_seconds_and_no_longer()
    {
        await using var engine = new Engine();
        var call = engine.Grains.GetGrain<IActorGrain>("a").Wait("gate");
        await engine.Stage.Hear("gate begins");

        engine.Clock.Advance(TimeSpan.FromSeconds(29.8));
        Assert.False(call.IsCompleted);
        engine.Clock.Advance(TimeSpan.FromSeconds(0.3));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task A_method_may_set_its_own_patience()
    {
        await using var engine = new Engine();
        var call = engine.Grains.GetGrain<IActorGrain>("a").Hurry("gate");

        engine.Clock.Advance(TimeSpan.FromSeconds(5.1));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task A_request_whose_caller_has_left_never_runs()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        using var leave = new CancellationTokenSource();
        var running = grain.Wait("gate");
        await engine.Stage.Hear("gate begins");

        var canceled = grain.WaitOrCancel("canceled", leave.Token);
        var overdue = grain.Hurry("overdue");
        await leave.CancelAsync();
        engine.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(leave.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled)).CancellationToken);
        await Assert.ThrowsAsync<TimeoutException>(() => overdue);
        engine.Stage.Open("gate");
        await running;
        await grain.Say("after");

        Assert.Equal(["activates", "gate begins", "gate ends", "after"], engine.Stage.Script);
    }

    [Fact]
    public async Task A_callee_hears_when_its_caller_has_run_out_of_patience()
    {
        await using var engine = new Engine(options => options.ResponseTimeout = TimeSpan.FromSeconds(2));
        var call = engine.Grains.GetGrain<IActorGrain>("a").WaitOrCancel("gate", CancellationToken.None);
        await engine.Stage.Hear("gate begins");

        engine.Clock.Advance(TimeSpan.FromSeconds(2.1));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await engine.Stage.Hear("gate is canceled");
    }
}
