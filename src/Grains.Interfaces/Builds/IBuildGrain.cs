namespace MiniVercel.Builds;

/// <summary>One build, from its place in the queue to its ending. It decides and records; a BuildRunner does the work.</summary>
public interface IBuildGrain : IGrainWithStringKey
{
    /// <summary>Puts the build into the queue. Saying it twice puts it there once.</summary>
    Task Submit(BuildOrder order);

    Task<BuildSnapshot?> Describe();

    /// <summary>A worker has claimed the build: from now on only this attempt may change it.</summary>
    Task<AttemptReply> Start(int attempt, string worker);

    Task<AttemptReply> EnterStep(int attempt, BuildStep step);

    /// <summary>Which commit the sources are. From then on it is that one which is built, whatever the branch becomes.</summary>
    Task<AttemptReply> Record(int attempt, BuildCommit commit);

    /// <summary>What the attempt's commands are about to see.</summary>
    Task<AttemptReply> See(int attempt, EnvironmentSeen environment);

    Task<AttemptReply> Finish(int attempt, BuildEnding ending, long lastSeq);

    Task<BuildCanceled> Cancel(BuildReason reason);

    Task<BuildDeleted> Delete();

    /// <summary>The project has taken note of the success; nobody needs to be told again.</summary>
    Task HandedOver();

    /// <summary>New log lines are stored, up to this one.</summary>
    [OneWay]
    Task LinesWritten(long lastSeq);

    Task Subscribe(IBuildObserver observer);

    Task Unsubscribe(IBuildObserver observer);

    Task Wake();
}

/// <summary>Hears that there is something new to read; what it is stands in storage.</summary>
public interface IBuildObserver : IGrainObserver
{
    void LinesWritten(BuildId build, long lastSeq);

    void StatusChanged(BuildId build, BuildStatus status);
}
