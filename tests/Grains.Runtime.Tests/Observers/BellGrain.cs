using Microsoft.Extensions.Logging;

namespace MiniVercel.Runtime.Tests;

public interface IBellObserver : IGrainObserver
{
    void OnRing(int number);

    Task OnAsked(string name);
}

public interface IBellGrain : IGrainWithStringKey
{
    Task Subscribe(IBellObserver observer);

    Task Unsubscribe(IBellObserver observer);

    Task Ring(int number);

    Task Ask(string name);

    Task<int> Subscribers();
}

public sealed class BellGrain(ILogger<BellGrain> logger, TimeProvider time) : Grain, IBellGrain
{
    private readonly ObserverManager<IBellObserver> _observers = new(TimeSpan.FromMinutes(1), logger)
    {
        GetDateTime = () => time.GetUtcNow().UtcDateTime,
    };

    public Task Subscribe(IBellObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task Unsubscribe(IBellObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public Task Ring(int number)
    {
        _observers.Notify(it => it.OnRing(number));
        return Task.CompletedTask;
    }

    public Task Ask(string name) => _observers.Notify(it => it.OnAsked(name));

    public Task<int> Subscribers() => Task.FromResult(_observers.Count);
}

/// <summary>A subscriber that tells the <see cref="Stage"/> what it hears.</summary>
public sealed class Listener(Stage stage) : IBellObserver
{
    public void OnRing(int number) => stage.Say($"ring {number}");

    public async Task OnAsked(string name)
    {
        stage.Say($"{name} begins");
        await stage.Gate(name);
        stage.Say($"{name} ends");
    }
}
