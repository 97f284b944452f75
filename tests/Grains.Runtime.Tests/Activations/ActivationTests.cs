namespace MiniVercel.Runtime.Tests;

public sealed class ActivationTests
{
    [Fact]
    public async Task One_request_runs_at_a_time_even_while_it_awaits()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");

        var first = grain.Wait("first");
        var second = grain.Wait("second");
        await engine.Stage.Hear("first begins");
        engine.Stage.Open("second");
        engine.Stage.Open("first");
        await Task.WhenAll(first, second);

        Assert.Equal(["activates", "first begins", "first ends", "second begins", "second ends"], engine.Stage.Script);
    }

    [Fact]
    public async Task Grains_do_not_wait_for_each_other()
    {
        await using var engine = new Engine();

        var stuck = engine.Grains.GetGrain<IActorGrain>("a").Wait("never");
        await engine.Grains.GetGrain<IActorGrain>("b").Say("free");

        Assert.False(stuck.IsCompleted);
    }

    [Fact]
    public async Task A_grain_that_cannot_activate_fails_the_waiting_calls_and_the_next_call_tries_anew()
    {
        await using var engine = new Engine();
        engine.Stage.OnActivate = async (_, _) =>
        {
            await engine.Stage.Gate("attempt");
            throw new FormatException("no luck");
        };
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        Task[] calls = [grain.Say("1"), grain.Say("2")];
        engine.Stage.Open("attempt");
        foreach (var call in calls) Assert.Equal("no luck", (await Assert.ThrowsAsync<FormatException>(() => call)).Message);

        engine.Stage.OnActivate = null;
        await grain.Say("3");

        Assert.Equal(["activates", "activates", "3"], engine.Stage.Script);
    }

    [Fact]
    public async Task Activation_that_takes_too_long_is_told_to_stop()
    {
        await using var engine = new Engine(options => options.ActivationTimeout = TimeSpan.FromSeconds(3));
        engine.Stage.OnActivate = (_, token) => Task.Delay(Timeout.Infinite, token);

        var call = engine.Grains.GetGrain<IActorGrain>("a").Say("never");
        await engine.Stage.Hear("activates");
        engine.Clock.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_full_mailbox_refuses_at_once_and_says_so()
    {
        await using var engine = new Engine(options => options.MailboxCapacity = 2);
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        var running = grain.Wait("gate");
        await engine.Stage.Hear("gate begins");
        Task[] waiting = [grain.Say("1"), grain.Say("2")];

        var refused = await Assert.ThrowsAsync<LimitExceededException>(() => grain.Say("3"));
        engine.Stage.Open("gate");
        await Task.WhenAll([running, .. waiting]);

        Assert.Contains("2 requests already wait for grain actor/a", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("3", engine.Stage.Script);
    }

    [Fact]
    public async Task Shutdown_ends_every_grain_with_its_reason_and_refuses_what_comes_later()
    {
        await using var engine = new Engine();
        var (a, b) = (engine.Grains.GetGrain<IActorGrain>("a"), engine.Grains.GetGrain<IActorGrain>("b"));
        await Task.WhenAll(a.Say("1"), b.Say("2"));

        await engine.StopAsync();

        Assert.Equal(2, engine.Stage.Script.Count(it => it == "deactivates: ShuttingDown"));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => a.Say("late"));
    }

    [Fact]
    public async Task Shutdown_lets_the_running_turn_end_and_fails_what_waits_behind_it()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        var running = grain.Wait("gate");
        await engine.Stage.Hear("gate begins");
        var waiting = grain.Say("behind");

        var stopping = engine.StopAsync();
        engine.Stage.Open("gate");
        await stopping;

        await running;
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting);
    }

    [Fact]
    public async Task Shutdown_is_bounded_even_when_a_turn_never_ends()
    {
        await using var engine = new Engine();
        var stuck = engine.Grains.GetGrain<IActorGrain>("a").Wait("never");
        await engine.Stage.Hear("never begins");

        var stopping = engine.StopAsync();
        engine.Clock.Advance(TimeSpan.FromSeconds(30));
        await stopping;

        await Assert.ThrowsAnyAsync<Exception>(() => stuck);
        Assert.Contains(engine.Log.Lines, it => it.Text.Contains("1 grains are still active", StringComparison.Ordinal));
    }
}
