namespace MiniVercel.Client;

/// <summary>
/// How long a wait bears a server that does not answer. A restart of the server takes seconds and ends no
/// build, so it should not end the waiting either.
/// </summary>
internal sealed class Outage(TimeProvider clock)
{
    private static readonly TimeSpan Bearable = TimeSpan.FromMinutes(1);

    /// <summary>Whoever comes back to a server after its restart comes with many others.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private long? _since;
    private int _tries;

    public static bool IsOne(Exception e) => e is ServerUnreachableException or ApiException { IsPassing: true };

    public void IsOver() => (_since, _tries) = (null, 0);

    /// <summary>Returns if there is still hope, else throws what happened.</summary>
    public void Bear(Exception e)
    {
        _since ??= clock.GetTimestamp();
        _tries++;
        if (clock.GetElapsedTime(_since.Value) >= Bearable)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
    }

    /// <summary>How long to wait until the next try: as usual, and twice as long each time that nobody has answered.</summary>
    public TimeSpan Pause(TimeSpan usual) => TimeSpan.FromTicks(Math.Min(usual.Ticks << Math.Max(0, _tries - 1), Math.Max(LongestPause.Ticks, usual.Ticks)));
}
