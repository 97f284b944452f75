namespace MiniVercel.Runtime.Tests;

public sealed class DeactivationTests
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
    public async Task A_grain_that_always_ends_while_it_activates_still_serves_its_callers()
    {
        await using var engine = new Engine();
        engine.Stage.OnActivate = (actor, _) =>
        {
            actor.End();
            return Task.CompletedTask;
        };
        var grain = engine.Grains.GetGrain<IActorGrain>("a");

        var lives = await Task.WhenAll(grain.Life(), grain.Life(), grain.Life());

        Assert.Equal(3, lives.Distinct().Count());
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

    [Fact]
    public async Task An_unused_grain_is_collected_after_its_age_and_a_used_one_is_not()
    {
        await using var engine = new Engine(options => options.CollectionAge = TimeSpan.FromMinutes(8));
        var (idle, used) = (engine.Grains.GetGrain<IActorGrain>("idle"), engine.Grains.GetGrain<IActorGrain>("used"));
        var (idleLife, usedLife) = (await idle.Life(), await used.Life());

        for (var minute = 0; minute < 12; minute++)
        {
            engine.Clock.Advance(TimeSpan.FromMinutes(1));
            await used.Say("still here");
        }

        await engine.Stage.Hear("deactivates: ActivationIdle");
        Assert.Equal(usedLife, await used.Life());
        Assert.NotEqual(idleLife, await idle.Life());
    }
}
