namespace MiniVercel.Gateway.Live.Events;

/// <summary>How many calls somebody may still make: some at once, and more with the time.</summary>
internal sealed class CallBudget(LiveLimits limits, TimeProvider clock)
{
    private double _left = limits.CallsAtOnce;
    private long _counted = clock.GetTimestamp();

    /// <summary>Who goes on and on although he was refused: as often again as he may call at once.</summary>
    public bool IsAbused => _left < -limits.CallsAtOnce;

    public bool TakeOne()
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(limits.CallsAtOnce, _left + clock.GetElapsedTime(_counted, now).TotalSeconds * limits.CallsPerSecond) - 1;
        _counted = now;
        return _left >= 0;
    }
}
