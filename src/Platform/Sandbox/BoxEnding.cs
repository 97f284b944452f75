namespace MiniVercel.Platform.Sandbox;

/// <summary>How a command in a box ended.</summary>
public abstract record BoxEnding
{
    private BoxEnding()
    {
    }

    /// <summary>By itself.</summary>
    public sealed record Exited(int Code) : BoxEnding;

    /// <summary>By a signal that nobody here sent, such as a crash. A program that exits with 128 and a signal's number means the same.</summary>
    public sealed record Signalled(int Signal) : BoxEnding;

    public sealed record TimedOut(TimeSpan After) : BoxEnding;

    public sealed record OutOfMemory(long Limit) : BoxEnding;

    public sealed record DiskFull(long Limit) : BoxEnding;

    public sealed record TooManyTasks(int Limit) : BoxEnding;

    public sealed record Cancelled : BoxEnding;
}
