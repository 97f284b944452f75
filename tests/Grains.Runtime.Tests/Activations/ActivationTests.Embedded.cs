namespace MiniVercel.Runtime.Tests;

/// <summary>What only the embedded engine promises: limits of its own, on the clock that the test moves.</summary>
public sealed partial class ActivationTests
{
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
}
