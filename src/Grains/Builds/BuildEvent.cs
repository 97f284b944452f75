namespace MiniVercel.Builds;

/// <summary>Everything that can happen to a build.</summary>
public abstract record BuildEvent
{
    private BuildEvent()
    {
    }

    public sealed record Submitted(BuildOrder Order, string ShortId) : BuildEvent;

    public sealed record Claimed(int Attempt, string Worker) : BuildEvent;

    public sealed record StepEntered(int Attempt, BuildStep Step) : BuildEvent;

    public sealed record CommitKnown(int Attempt, BuildCommit Commit) : BuildEvent;

    public sealed record EnvironmentGiven(int Attempt, EnvironmentSeen Environment) : BuildEvent;

    public sealed record Finished(int Attempt, BuildEnding Ending, long LastSeq) : BuildEvent;

    /// <summary>It lay in the queue for as long as a worker may take to claim it.</summary>
    public sealed record LeftUnclaimed : BuildEvent;

    public sealed record Canceled(BuildReason Reason) : BuildEvent;

    public sealed record HandedOver : BuildEvent;

    public sealed record Deleted : BuildEvent;

    public sealed record Released : BuildEvent;
}
