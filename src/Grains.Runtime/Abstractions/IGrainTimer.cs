using System.Diagnostics.CodeAnalysis;

namespace MiniVercel.Runtime;

/// <summary>A timer of one activation: a tick is a turn like any other, and the next is due only after it ended.</summary>
public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}

public readonly struct GrainTimerCreationOptions()
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period) : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first tick; <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether a tick counts as use, so that the activation is not collected as idle.</summary>
    public bool KeepAlive { get; init; }
}
