namespace MiniVercel.Runtime;

/// <summary>The calls to one observer, delivered one at a time. It holds the observer only while it delivers.</summary>
internal sealed class ObserverMailbox(IGrainObserver observer, int capacity) : IThreadPoolWorkItem
{
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private readonly Queue<Call> _waiting = new();
    private bool _delivering;

    public bool IsAbandoned => !_observer.TryGetTarget(out _);

    public static ClientNotAvailableException Gone(Call call) => new(
        $"{call.Request} was not delivered: the observer {call.Target} was deleted or garbage collected. " +
        "Its owner must keep a reference to it.");

    public bool TryPost(Call call)
    {
        lock (_waiting)
        {
            if (_waiting.Count >= capacity) return false;
            _waiting.Enqueue(call);
            if (_delivering) return true;
            _delivering = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = DeliverAsync();

    private async Task DeliverAsync()
    {
        while (Next() is { } call)
        {
            if (_observer.TryGetTarget(out var observer))
            {
                await call.RunAsync(observer);
                call.Finish();
            }
            else
            {
                call.Fail(Gone(call));
            }
        }
    }

    private Call? Next()
    {
        lock (_waiting)
        {
            _delivering = _waiting.TryDequeue(out var call);
            return call;
        }
    }
}
