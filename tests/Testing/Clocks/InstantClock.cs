namespace MiniVercel.Testing.Clocks;

/// <summary>
/// A clock on which short waits are over at once: each moves the time on by its length. Longer ones, the
/// deadlines, end when the time that the short ones made has come to them.
/// </summary>
public sealed class InstantClock(TimeSpan shortWait) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _pending = [];
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The short waits, in the order they were asked for.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate)
                return [.. _waits];
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private void Set(Waiting timer, TimeSpan due)
    {
        List<Waiting> over;
        lock (_gate)
        {
            _pending.Remove(timer);
            if (due == Timeout.InfiniteTimeSpan)
                return;
            timer.At = _now + due;
            _pending.Add(timer);
            if (due > shortWait)
                return;
            _waits.Add(due);
            _now = timer.At > _now ? timer.At : _now;
            over = [.. _pending.Where(waiting => waiting.At <= _now)];
            _pending.RemoveAll(over.Contains);
        }
        foreach (var waiting in over)
            ThreadPool.QueueUserWorkItem(_ => waiting.Ring());
    }

    private void Forget(Waiting timer)
    {
        lock (_gate)
            _pending.Remove(timer);
    }

    private sealed class Waiting(InstantClock clock, Action ring) : ITimer
    {
        public DateTimeOffset At { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime);
            return true;
        }

        public void Dispose() => clock.Forget(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
