namespace MiniVercel.Client;

/// <summary>
/// How long a wait bears a server that does not answer. A restart of the server takes seconds and ends no
/// build, so it should not end the waiting either.
/// </summary>
internal sealed class Outage(TimeProvider clock)
{
    private static readonly TimeSpan Bearable = TimeSpan.FromMinutes(1);

    private long? _since;

    public static bool IsOne(Exception e) => e is ServerUnreachableException or ApiException { IsPassing: true };

    public void IsOver() => _since = null;

    /// <summary>Returns if there is still hope, else throws what happened.</summary>
    public void Bear(Exception e)
    {
        _since ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(_since.Value) >= Bearable)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e);
    }
}
