namespace MiniVercel.Deployments;

/// <summary>
/// How far an activation came. Whether a committed one is active now is not its own to know: the routes say it.
/// </summary>
public enum DeploymentPhase
{
    Activating,
    Committed,

    /// <summary>A later request was committed first.</summary>
    Superseded,

    /// <summary>It failed before it was committed; what served before still serves.</summary>
    Unhealthy,
}

public enum ActivationStep
{
    Prepare,
    Start,
    Prove,
    Commit,
    Publish,
}

public enum DeploymentReason
{
    /// <summary>A request accepted later won.</summary>
    NewerActivation,

    /// <summary>A file of the artifact is missing or no longer what it was.</summary>
    ArtifactDamaged,

    /// <summary>The engine's disk had no room left for the files, or for the app's own copy of them.</summary>
    DiskFull,

    /// <summary>What the app is started with could not be had: its Node, its variables, its box.</summary>
    AppUnavailable,

    /// <summary>The app ended before it listened anywhere.</summary>
    AppExited,

    /// <summary>The app ran, but listened nowhere in the time it was given.</summary>
    AppNotListening,

    /// <summary>The app listened, but gave no answer that could be shown to anybody.</summary>
    HealthCheckFailed,

    /// <summary>It took too long, twice.</summary>
    TimedOut,

    /// <summary>Its engine was lost, attempt after attempt.</summary>
    EngineLost,

    ProjectDeleted,

    BuildDeleted,

    InternalError,
}

[GenerateSerializer, Immutable]
public sealed record ActivationOrder(
    TeamId Team, ProjectId Project, BuildId Build, DeploymentId Deployment, long Generation, bool IsRollback);

/// <summary>How a run ended.</summary>
[GenerateSerializer, Immutable]
public abstract record ActivationEnding
{
    private ActivationEnding()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Active(DateTimeOffset ActivatedAt) : ActivationEnding
    {
        public override string ToString() => "active";
    }

    [GenerateSerializer, Immutable]
    public sealed record Superseded : ActivationEnding
    {
        public override string ToString() => "superseded";
    }

    /// <summary>Nothing is decided: it is tried once more.</summary>
    [GenerateSerializer, Immutable]
    public sealed record TimedOut : ActivationEnding
    {
        public override string ToString() => "took too long";
    }

    [GenerateSerializer, Immutable]
    public sealed record Unhealthy(DeploymentReason Reason, string? Detail = null) : ActivationEnding
    {
        public override string ToString() => $"unhealthy, {Reason.Word()}";
    }
}

/// <summary>What a run is told when it reports: go on, or stop because the activation is no longer its own.</summary>
[GenerateSerializer, Immutable]
public abstract record ActivationReply
{
    private ActivationReply()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Go(ActivationOrder Order) : ActivationReply;

    [GenerateSerializer, Immutable]
    public sealed record Stop(string Why) : ActivationReply;
}
