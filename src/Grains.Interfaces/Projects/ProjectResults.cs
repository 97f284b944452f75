namespace MiniVercel.Projects;

/// <summary>How a change of a project ended.</summary>
[GenerateSerializer, Immutable]
public abstract record ProjectChange
{
    private ProjectChange()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Done : ProjectChange;

    [GenerateSerializer, Immutable]
    public sealed record NameTaken : ProjectChange;

    /// <summary>Somebody else has changed it since the caller read it.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Stale : ProjectChange;

    [GenerateSerializer, Immutable]
    public sealed record NotFound : ProjectChange;

    /// <summary>Something of it is under way that has to end first.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Busy(string Why) : ProjectChange;
}

/// <summary>How the wish for a build ended.</summary>
[GenerateSerializer, Immutable]
public abstract record BuildTriggered
{
    private BuildTriggered()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Queued(BuildId Build) : BuildTriggered;

    [GenerateSerializer, Immutable]
    public sealed record ProjectNotFound : BuildTriggered;

    /// <summary>It belongs to another team by now than whoever asks has thought.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ChangedHands : BuildTriggered;

    /// <summary>There is neither an upload nor a repository.</summary>
    [GenerateSerializer, Immutable]
    public sealed record NoSource : BuildTriggered;
}

/// <summary>How the wish for an activation ended.</summary>
[GenerateSerializer, Immutable]
public abstract record ActivationAccepted
{
    private ActivationAccepted()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Accepted(DeploymentId Deployment, long Generation) : ActivationAccepted;

    [GenerateSerializer, Immutable]
    public sealed record BuildNotFound : ActivationAccepted;

    /// <summary>As with builds: it belongs to another team by now.</summary>
    [GenerateSerializer, Immutable]
    public sealed record ChangedHands : ActivationAccepted;

    [GenerateSerializer, Immutable]
    public sealed record BuildNotReady(string Status) : ActivationAccepted;
}
