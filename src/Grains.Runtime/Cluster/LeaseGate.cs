namespace MiniVercel.Runtime;

/// <summary>What turns wait at while this silo holds no lease. A client has none and waits for nothing.</summary>
internal sealed class LeaseGate : IDisposable
{
    private readonly ISiloLease? _lease;
    private readonly TimeProvider _time;
    private readonly TimeSpan _recheck;
    private volatile TaskCompletionSource _changed = New();

    public LeaseGate(ISiloLease? lease, TimeProvider time, TimeSpan recheck)
    {
        (_lease, _time, _recheck) = (lease, time, recheck);
        if (_lease is not null) _lease.Changed += OnChanged;
    }

    public bool IsHeld => _lease is null || _lease.IsHeld;

    /// <summary>
    /// Whether this silo may call another one dead: not while its own lease is younger than a lease's length, because then it
    /// cannot tell that silo's silence from its own.
    /// </summary>
    public bool MayConvict(TimeSpan leaseLength) => _lease is { IsHeld: true } && _lease.UnbrokenFor >= leaseLength;

    /// <summary>False when this life of the silo ended first: then no lease will come for what began in it.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken life)
    {
        while (!IsHeld && !life.IsCancellationRequested)
        {
            var changed = _changed.Task;
            // Looked at again now and then: a lease may end and come back without an event, when a process was stopped.
            if (!IsHeld) await changed.WaitAsync(_recheck, _time, life).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !life.IsCancellationRequested;
    }

    public void Dispose()
    {
        if (_lease is not null) _lease.Changed -= OnChanged;
    }

    private void OnChanged() => Interlocked.Exchange(ref _changed, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
