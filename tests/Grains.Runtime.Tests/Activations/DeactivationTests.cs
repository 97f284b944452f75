namespace MiniVercel.Runtime.Tests;

public sealed partial class DeactivationTests
{
    [Fact]
    public async Task A_call_during_deactivation_runs_on_the_next_activation()
    {
        await using var engine = new Engine();
        engine.Stage.OnDeactivate = (_, _) => engine.Stage.Gate("last words");
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        var first = await grain.Life();

        await grain.End();
        await engine.Stage.Hear("deactivates: ApplicationRequested");
        var next = grain.Life();
        Assert.False(next.IsCompleted);
        engine.Stage.Open("last words");

        Assert.NotEqual(first, await next);
    }

    [Fact]
    public async Task What_waits_when_a_grain_ends_runs_on_the_next_activation_in_order()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<IActorGrain>("a");

        var slow = grain.Wait("slow");
        await engine.Stage.Hear("slow begins");
        Task[] waiting = [grain.Say("1"), grain.End(), grain.Say("2"), grain.Say("3")];
        engine.Stage.Open("slow");
        await Task.WhenAll([slow, .. waiting]);

        Assert.Equal(
            ["activates", "slow begins", "slow ends", "1", "deactivates: ApplicationRequested", "activates", "2", "3"],
            engine.Stage.Script);
    }

    [Fact]
    public async Task Asking_twice_ends_a_grain_once()
    {
        await using var engine = new Engine();

        await engine.Grains.GetGrain<IActorGrain>("a").End();
        await engine.StopAsync();

        Assert.Single(engine.Stage.Script, it => it.StartsWith("deactivates", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_grain_that_throws_while_it_ends_is_gone_all_the_same()
    {
        await using var engine = new Engine();
        engine.Stage.OnDeactivate = (_, _) => throw new FormatException("in the end");
        var grain = engine.Grains.GetGrain<IActorGrain>("a");
        var first = await grain.Life();

        await grain.End();

        Assert.NotEqual(first, await grain.Life());
        Assert.Contains(engine.Log.Lines, it => it.Exception is FormatException);
    }
}
