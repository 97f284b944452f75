namespace MiniVercel.Silo.Apps;

/// <summary>So much each second, and what was not spent may be spent later, up to a bound.</summary>
internal sealed class LineBudget(int perSecond, int most, TimeProvider clock)
{
    private double _left = most;
    private long _counted = clock.GetTimestamp();

    /// <summary>Whether there was as much left.</summary>
    public bool Spend(int cost)
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(most, _left + perSecond * clock.GetElapsedTime(_counted, now).TotalSeconds);
        _counted = now;
        if (_left < cost)
            return false;
        _left -= cost;
        return true;
    }
}
