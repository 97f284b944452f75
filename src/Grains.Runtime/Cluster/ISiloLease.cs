namespace MiniVercel.Runtime;

/// <summary>
/// This silo's right to run grains, which the host renews on a thread and a connection of its own. It is counted from the
/// instant before the last successful renewal was sent, on a clock that only moves forward: it ends here before others see it end.
/// </summary>
public interface ISiloLease
{
    bool IsHeld { get; }

    /// <summary>How long it has been held without a gap; zero when it is not held.</summary>
    TimeSpan UnbrokenFor { get; }

    /// <summary>It was lost or regained. A lease that ran out unnoticed, in a stopped process, is announced when that is seen.</summary>
    event Action? Changed;
}
