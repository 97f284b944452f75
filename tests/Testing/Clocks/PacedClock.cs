namespace MiniVercel.Testing.Clocks;

/// <summary>
/// The machine's own clock, which a test can let run faster where a wait is sure to be in vain: what has yet to happen keeps all the time that
/// it may take.
/// </summary>
public sealed class PacedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private long _since = System.GetTimestamp();
    private long _passed;
    private int _pace = 1;

    /// <summary>How many seconds pass in one. Waits that have begun keep the pace that they began with.</summary>
    public int Pace
    {
        set
        {
            lock (_gate)
            {
                (_passed, _since) = (GetTimestamp(), System.GetTimestamp());
                _pace = value;
            }
        }
    }

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _passed + (System.GetTimestamp() - _since) * _pace;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Paced(dueTime), Paced(period));

    private TimeSpan Paced(TimeSpan time)
    {
        lock (_gate)
            return time > TimeSpan.Zero ? time / _pace : time;
    }
}
