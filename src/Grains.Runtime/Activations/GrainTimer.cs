namespace MiniVercel.Runtime;

/// <summary>
/// A timer of one activation. Its clock only posts a tick; the tick runs as a turn, and sets the clock again when it is over.
/// </summary>
internal sealed class GrainTimer : IGrainTimer, ITurn
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly GrainRuntime _runtime;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _clock;
    private TimeSpan _due;
    private TimeSpan _period;
    private bool _ticking;
    private bool _changed;

    public GrainTimer(Activation activation, GrainRuntime runtime, Func<CancellationToken, Task> callback, bool keepAlive)
    {
        (_activation, _runtime, _callback, KeepsAlive) = (activation, runtime, callback, keepAlive);
        // The context of the turn that registers the timer ends with that turn.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            var never = Timeout.InfiniteTimeSpan;
            _clock = runtime.Time.CreateTimer(static self => ((GrainTimer)self!).OnDue(), this, never, never);
        }
    }

    public bool KeepsAlive { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            (_due, _period, _changed) = (dueTime, period, true);
            if (!_ticking) SetClock();
        }
    }

    public async ValueTask<Exception?> RunAsync(object target)
    {
        if (_disposed.IsCancellationRequested) return null;
        try
        {
            await _callback(_disposed.Token);
            return null;
        }
        catch (OperationCanceledException) when (_disposed.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            GrainRuntimeLog.TickFailed(_runtime.Logger, _activation.GrainId, e);
            return e;
        }
    }

    public void Finish()
    {
        lock (_gate)
        {
            _ticking = false;
            SetClock();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested) return;
            _clock.Dispose();
            _ = _disposed.CancelAsync();
        }

        _activation.Forget(this);
    }

    private void OnDue()
    {
        lock (_gate)
        {
            if (_ticking || _disposed.IsCancellationRequested) return;
            _ticking = true;
        }

        _activation.Post(this);
    }

    // A change made while a tick waits or runs takes the place of the period, once.
    private void SetClock()
    {
        if (_disposed.IsCancellationRequested) return;
        _clock.Change(_changed ? _due : _period, Timeout.InfiniteTimeSpan);
        _changed = false;
    }
}
