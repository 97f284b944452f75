using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Apps;

/// <summary>How long things around an app may take, and how many there may be.</summary>
public sealed record AppLimits
{
    /// <summary>From its start until it listens.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromSeconds(30);

    public int HealthTries { get; init; } = 3;

    public TimeSpan BetweenTries { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long somebody at the door waits for an app that is on its way up.</summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long visitors of an app that is left may stay.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long they have to go when they are told to.</summary>
    public TimeSpan GoWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From being asked to end until it is ended.</summary>
    public TimeSpan EndWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When nobody has looked at a preview for so long, its app sleeps.</summary>
    public TimeSpan PreviewIdle { get; init; } = TimeSpan.FromMinutes(5);

    public int PreviewsPerEngine { get; init; } = 8;

    /// <summary>Apps that are taken over from a lost engine are started a few at a time: each start takes the machine away from those that run.</summary>
    public int TakenOnAtOnce { get; init; } = 4;

    /// <summary>What all processes of an app may write, its own copy of the bundle included.</summary>
    public long Disk { get; init; } = 4L << 30;

    /// <summary>What an app may take of its machine.</summary>
    public BoxLimits BoxOf(AppSettings settings) => new()
    {
        Time = Timeout.InfiniteTimeSpan,
        Memory = (long)settings.AppMemoryMb << 20,
        Tasks = settings.AppProcesses,
        Cpu = settings.AppCpus,
        Disk = Disk,
    };
}
