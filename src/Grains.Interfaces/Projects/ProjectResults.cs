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

    [GenerateSerializer, Immutable]
    public sealed record NotFound : ProjectChange;
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

    [GenerateSerializer, Immutable]
    public sealed record BuildNotReady(string Status) : ActivationAccepted;
}
