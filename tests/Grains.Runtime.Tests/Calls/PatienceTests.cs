namespace MiniVercel.Runtime.Tests;

public sealed class PatienceTests
{
    [Fact]
    public async Task A_caller_waits_thirty_seconds_and_is_told_who_did_not_answer()
    {
        await using var engine = new Engine();
        var call = engine.Grains.GetGrain<IActorGrain>("a").Wait("gate");
        await engine.Stage.Hear("gate begins");

        engine.Clock.Advance(TimeSpan.FromSeconds(29.8));
        Assert.False(call.IsCompleted);
        engine.Clock.Advance(TimeSpan.FromSeconds(0.3));

        var late = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Equal(
            "MiniVercel.Runtime.Tests.IActorGrain.Wait of grain actor/a gave no answer within 30 s: it is still running there. " +
            "Shorten its turn, or allow more time with [ResponseTimeout].", late.Message);
    }

    [Fact]
    public async Task A_method_may_set_its_own_patience()
    {
        await using var engine = new Engine();
        var call = engine.Grains.GetGrain<IActorGrain>("a").Hurry("gate");

        engine.Clock.Advance(TimeSpan.FromSeconds(5.1));

        Assert.Contains("within 5 s", (await Assert.ThrowsAsync<TimeoutException>(() => call)).Message, StringComparison.Ordinal);
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
        Assert.Contains("will not run", (await Assert.ThrowsAsync<TimeoutException>(() => overdue)).Message, StringComparison.Ordinal);
        engine.Stage.Open("gate");
        await running;
        await grain.Say("after");

        Assert.Equal(["activates", "gate begins", "gate ends", "after"], engine.Stage.Script);
    }

    [Fact]
    public async Task A_caller_that_cancels_is_released_at_once_and_its_callee_hears_of_it()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        using var leave = new CancellationTokenSource();
        var call = grain.WaitOrCancel("gate", leave.Token);
        await engine.Stage.Hear("gate begins");

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await engine.Stage.Hear("gate is canceled");
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

    [Fact]
    public async Task A_token_that_is_canceled_already_sends_nothing()
    {
        await using var engine = new Engine();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.Grains.GetGrain<IActorGrain>("a").WaitOrCancel("gate", new CancellationToken(canceled: true)));

        Assert.Empty(engine.Stage.Script);
        Assert.Empty(engine.Runtime.Directory.All);
    }
}
