namespace MiniVercel.Runtime.Tests;

/// <summary>What only the embedded engine promises: Orleans runs a tick that waits, whatever became of its timer.</summary>
public sealed partial class GrainTimerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_ticks_that_keep_alive_count_as_use(bool keepAlive)
    {
        await using var engine = new Engine(options => options.CollectionAge = TimeSpan.FromMinutes(4));
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        await grain.Start("t", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), keepAlive);
        var activation = Assert.Single(engine.Runtime.Directory.All);

        for (var minute = 0; minute < 8 && !activation.Deactivated.IsCompleted; minute++)
        {
            var over = engine.Clock.NextSetting();
            engine.Clock.Advance(TimeSpan.FromMinutes(1));
            await Task.WhenAny(over, activation.Deactivated);
        }

        Assert.Equal(!keepAlive, activation.Deactivated.IsCompleted);
    }

    [Fact]
    public async Task A_tick_that_waits_when_its_timer_is_disposed_does_not_run()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        await grain.Start("t", Second, Second);
        var busy = grain.Wait("busy");
        await engine.Stage.Hear("busy begins");
        var stop = grain.Stop();

        engine.Clock.Advance(Second);
        engine.Stage.Open("busy");
        await Task.WhenAll(busy, stop, grain.Wait("busy"));
        engine.Clock.Advance(10 * Second);

        Assert.DoesNotContain("tick t", engine.Stage.Script);
    }

    [Fact]
    public async Task A_tick_that_waits_when_its_grain_ends_is_dropped()
    {
        await using var engine = new Engine();
        var grain = engine.Grains.GetGrain<ITimerGrain>("a");
        await grain.Start("t", Second, Second);
        var busy = grain.Wait("busy");
        await engine.Stage.Hear("busy begins");
        var end = grain.End();

        engine.Clock.Advance(Second);
        engine.Stage.Open("busy");
        await Task.WhenAll(busy, end, grain.Wait("busy"));
        engine.Clock.Advance(10 * Second);
        await grain.Wait("busy");

        Assert.DoesNotContain("tick t", engine.Stage.Script);
    }
}
