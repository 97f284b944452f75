namespace MiniVercel.Runtime.Tests;

/// <summary>What only the embedded engine promises, or shows on the clock that the test moves.</summary>
public sealed partial class DeactivationTests
{
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
}
