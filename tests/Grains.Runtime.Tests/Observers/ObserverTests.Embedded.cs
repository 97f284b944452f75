using System.Runtime.CompilerServices;

namespace MiniVercel.Runtime.Tests;

/// <summary>What only the embedded engine promises.</summary>
public sealed partial class ObserverTests
{
    [Fact]
    public async Task A_slow_observer_is_spared_and_its_callers_refused()
    {
        await using var engine = new Engine(options => options.MailboxCapacity = 1);
        var listener = new Listener(engine.Stage);
        var reference = engine.Grains.CreateObjectReference<IBellObserver>(listener);
        var slow = reference.OnAsked("slow");
        await engine.Stage.Hear("slow begins");
        reference.OnRing(1);

        await Assert.ThrowsAsync<LimitExceededException>(() => reference.OnAsked("too much"));
        engine.Stage.Open("slow");
        await slow;
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task An_observer_that_nobody_keeps_is_collected_and_its_reference_forgotten()
    {
        await using var engine = new Engine();
        var reference = Abandoned(engine);

        for (var i = 0; i < 5; i++) GC.Collect();
        GC.WaitForPendingFinalizers();

        await Assert.ThrowsAsync<ClientNotAvailableException>(() => reference.OnAsked("gone"));
    }

    [Fact]
    public async Task A_grain_forgets_an_observer_that_cannot_be_told_or_does_not_renew()
    {
        await using var engine = new Engine();
        var (bell, listener) = (engine.Grains.GetGrain<IBellGrain>("a"), new Listener(engine.Stage));
        var gone = engine.Grains.CreateObjectReference<IBellObserver>(listener);
        await bell.Subscribe(gone);
        engine.Grains.DeleteObjectReference<IBellObserver>(gone);
        await bell.Ask("gone");
        Assert.Equal(0, await bell.Subscribers());

        await bell.Subscribe(engine.Grains.CreateObjectReference<IBellObserver>(listener));
        engine.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await bell.Ring(1);

        Assert.Equal(0, await bell.Subscribers());
        GC.KeepAlive(listener);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IBellObserver Abandoned(Engine engine) =>
        engine.Grains.CreateObjectReference<IBellObserver>(new Listener(engine.Stage));

    [Fact]
    public async Task Calls_to_one_observer_come_one_at_a_time_in_order_whatever_reference_they_use()
    {
        await using var engine = new Engine();
        var listener = new Listener(engine.Stage);
        var one = engine.Grains.CreateObjectReference<IBellObserver>(listener);
        var two = engine.Grains.CreateObjectReference<IBellObserver>(listener);

        var slow = one.OnAsked("slow");
        await engine.Stage.Hear("slow begins");
        two.OnRing(1);
        one.OnRing(2);
        engine.Stage.Open("slow");
        await slow;
        await engine.Stage.Hear("ring 2");

        Assert.Equal(["slow begins", "slow ends", "ring 1", "ring 2"], engine.Stage.Script);
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task A_deleted_reference_hears_nothing_and_says_so_to_who_asks()
    {
        await using var engine = new Engine();
        var listener = new Listener(engine.Stage);
        var reference = engine.Grains.CreateObjectReference<IBellObserver>(listener);
        engine.Grains.DeleteObjectReference<IBellObserver>(reference);

        reference.OnRing(1);
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => reference.OnAsked("gone"));

        Assert.Empty(engine.Stage.Script);
        GC.KeepAlive(listener);
    }
}
