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
    Commit,
    Publish,
}

public enum DeploymentReason
{
    /// <summary>A request accepted later won.</summary>
    NewerActivation,

    /// <summary>A file of the artifact is missing or no longer what it was.</summary>
    ArtifactDamaged,

    /// <summary>The build's result is a program that answers, and this version starts none.</summary>
    ServerNotHosted,

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

    [GenerateSerializer, Immutable]
    public sealed record Unhealthy(DeploymentReason Reason) : ActivationEnding
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
