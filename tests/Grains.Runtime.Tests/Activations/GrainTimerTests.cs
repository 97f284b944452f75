namespace MiniVercel.Runtime.Tests;

public sealed partial class GrainTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_timer_ticks_when_due_and_then_every_period()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        await grain.Start("t", 2 * Second, 5 * Second);

        foreach (var wait in new[] { 2, 5, 5 })
        {
            engine.Clock.Advance(wait * Second - TimeSpan.FromTicks(1));
            Assert.Empty(engine.Stage.Script);
            engine.Clock.Advance(TimeSpan.FromTicks(1));
            await engine.Stage.Hear("tock t");
            await grain.Rest();
            Assert.Equal(["tick t", "tock t"], engine.Stage.Script);
            engine.Stage.Script.Clear();
        }
    }

    [Fact]
    public async Task A_timer_can_be_changed()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        await grain.Start("t", Second, Second);
        await grain.Change(3 * Second, 2 * Second);

        foreach (var wait in new[] { 3, 2, 2 })
        {
            engine.Clock.Advance(wait * Second - TimeSpan.FromTicks(1));
            Assert.Empty(engine.Stage.Script);
            engine.Clock.Advance(TimeSpan.FromTicks(1));
            await engine.Stage.Hear("tock t");
            await grain.Rest();
            Assert.Equal(["tick t", "tock t"], engine.Stage.Script);
            engine.Stage.Script.Clear();
        }
    }

    [Fact]
    public async Task Every_form_of_callback_ticks()
    {
        await using var engine = new Engine();
        await engine.Grains.GetGrain<ITimerGrain>("a").StartAllForms();

        engine.Clock.Advance(Second);

        foreach (var line in new[] { "plain", "with token", "with state", "with both" }) await engine.Stage.Hear(line);
    }

    [Fact]
    public async Task A_tick_is_a_turn_and_the_next_is_due_only_after_it_ended()
    {
        await using var engine = new Engine();
        engine.Stage.OnTick = (_, _) => engine.Stage.Gate("tick");
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        await grain.Start("t", Second, Second);

        engine.Clock.Advance(Second);
        await engine.Stage.Hear("tick t");
        var call = grain.Wait("call");
        engine.Clock.Advance(10 * Second);
        Assert.Equal(["tick t"], engine.Stage.Script);
        engine.Stage.Open("tick");
        engine.Stage.Open("call");
        await call;

        Assert.Equal(["tick t", "tock t", "call begins"], engine.Stage.Script);
        engine.Clock.Advance(Second);
        await engine.Stage.Hear("tock t");
    }

    [Fact]
    public async Task A_tick_that_fails_is_logged_and_the_timer_goes_on()
    {
        await using var engine = new Engine();
        engine.Stage.OnTick = (_, _) => throw new FormatException("tick");
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        engine.Stage.Open("busy");
        await grain.Start("t", Second, Second);

        for (var i = 0; i < 2; i++)
        {
            engine.Clock.Advance(Second);
            await engine.Stage.Hear("tick t");
            await grain.Wait("busy");
        }

        Assert.Contains(engine.Log.Lines, it => it.Exception is FormatException);
    }
}
