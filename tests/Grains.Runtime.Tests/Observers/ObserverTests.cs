namespace MiniVercel.Runtime.Tests;

public sealed partial class ObserverTests
{
    [Fact]
    public async Task A_subscriber_hears_until_it_unsubscribes()
    {
        await using var engine = new Engine();
        var (bell, listener) = (engine.Grains.GetGrain<IBellGrain>("a"), new Listener(engine.Stage));
        var reference = engine.Grains.CreateObjectReference<IBellObserver>(listener);

        await bell.Subscribe(reference);
        await bell.Subscribe(reference);
        await bell.Ring(1);
        await engine.Stage.Hear("ring 1");
        Assert.Equal(1, await bell.Subscribers());

        await bell.Unsubscribe(reference);
        Assert.Equal(0, await bell.Subscribers());
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Only_an_observer_object_can_be_referred_to_and_only_a_reference_deleted()
    {
        await using var engine = new Engine();
        var listener = new Listener(engine.Stage);
        var reference = engine.Grains.CreateObjectReference<IBellObserver>(listener);

        Assert.Throws<ArgumentException>(() => engine.Grains.CreateObjectReference<IBellObserver>(reference));
        Assert.Throws<ArgumentException>(() => engine.Grains.DeleteObjectReference<IBellObserver>(listener));
    }
}
