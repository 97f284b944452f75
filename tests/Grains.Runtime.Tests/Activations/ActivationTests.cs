namespace MiniVercel.Runtime.Tests;

public sealed partial class ActivationTests
{
    [Fact]
    public async Task One_request_runs_at_a_time_even_while_it_awaits()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");

        var first = grain.Wait("first");
        await engine.Stage.Hear("first begins");
        var second = grain.Wait("second");
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

        Assert.Equal(["activates", "3"], engine.Stage.Script.TakeLast(2));
        Assert.DoesNotContain("1", engine.Stage.Script);
        Assert.DoesNotContain("2", engine.Stage.Script);
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
}
