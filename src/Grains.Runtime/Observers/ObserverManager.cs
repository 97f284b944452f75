using System.Collections;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Runtime;

/// <summary>The subscribers of a grain, each forgotten when it has not renewed for a while. Use it inside turns only.</summary>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log) : ObserverManager<IAddressable, TObserver>(expiration, log);

/// <inheritdoc cref="ObserverManager{TObserver}"/>
public class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver> where TIdentity : notnull
{
    private readonly Dictionary<TIdentity, Entry> _observers = [];
    private readonly ILogger _log;

    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ExpirationDuration = expiration;
        _log = log;
    }

    public Func<DateTime> GetDateTime { get; set; } = () => DateTime.UtcNow;

    public TimeSpan ExpirationDuration { get; set; }

    public int Count => _observers.Count;

    public IReadOnlyDictionary<TIdentity, TObserver> Observers => _observers.ToDictionary(it => it.Key, it => it.Value.Observer);

    public void Clear() => _observers.Clear();

    /// <summary>Adds a subscriber, or renews it.</summary>
    public void Subscribe(TIdentity id, TObserver observer) => _observers[id] = new(observer, GetDateTime());

    public void Unsubscribe(TIdentity id) => _observers.Remove(id);

    /// <summary>Tells every subscriber in turn; one that throws is forgotten.</summary>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, observer) in Live(predicate))
        {
            try
            {
                await notification(observer);
            }
            catch (Exception e)
            {
                Forget(id, e);
            }
        }
    }

    /// <inheritdoc cref="Notify(Func{TObserver, Task}, Func{TObserver, bool}?)"/>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, observer) in Live(predicate))
        {
            try
            {
                notification(observer);
            }
            catch (Exception e)
            {
                Forget(id, e);
            }
        }
    }

    public void ClearExpired()
    {
        var now = GetDateTime();
        foreach (var (id, entry) in _observers)
        {
            if (entry.LastSeen + ExpirationDuration < now) Forget(id, null);
        }
    }

    public IEnumerator<TObserver> GetEnumerator() => _observers.Values.Select(it => it.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A copy: a notification may subscribe or unsubscribe, and an awaited one lets time pass.
    private List<(TIdentity Id, TObserver Observer)> Live(Func<TObserver, bool>? predicate)
    {
        ClearExpired();
        var live = new List<(TIdentity, TObserver)>(_observers.Count);
        foreach (var (id, entry) in _observers)
        {
            if (predicate is null || predicate(entry.Observer)) live.Add((id, entry.Observer));
        }

        return live;
    }

    private void Forget(TIdentity id, Exception? failure)
    {
        _observers.Remove(id);
        GrainRuntimeLog.ObserverForgotten(_log, id, failure);
    }

    private readonly record struct Entry(TObserver Observer, DateTime LastSeen);
}
