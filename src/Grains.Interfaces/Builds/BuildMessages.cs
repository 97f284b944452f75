namespace MiniVercel.Builds;

/// <summary>What a build is asked to make.</summary>
[GenerateSerializer, Immutable]
public sealed record BuildOrder(
    TeamId Team,
    ProjectId Project,
    string ProjectName,
    UploadId Upload,
    bool Production,
    bool Force,
    string Branch,
    string? CommitSha,
    string? RootDirectory,
    string? InstallCommand,
    string? BuildCommand,
    string? OutputDirectory,
    string? AppType);

[GenerateSerializer, Immutable]
public sealed record BuildSnapshot(BuildId Id, ProjectId Project, BuildStatus Status, ArtifactId? Artifact);

/// <summary>What an attempt is told when it reports: go on, or stop because the build is no longer its own.</summary>
[GenerateSerializer, Immutable]
public abstract record AttemptReply
{
    private AttemptReply()
    {
    }

    /// <summary>Recorded. The order comes along, so that a resumed attempt knows what it builds.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Go(BuildOrder Order, string ShortId) : AttemptReply;

    [GenerateSerializer, Immutable]
    public sealed record Stop(string Why) : AttemptReply;
}

[GenerateSerializer, Immutable]
public abstract record BuildCanceled
{
    private BuildCanceled()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Done : BuildCanceled;

    [GenerateSerializer, Immutable]
    public sealed record AlreadyEnded(BuildStatus Status) : BuildCanceled;

    [GenerateSerializer, Immutable]
    public sealed record NotFound : BuildCanceled;
}

[GenerateSerializer, Immutable]
public abstract record BuildDeleted
{
    private BuildDeleted()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Done : BuildDeleted;

    /// <summary>It serves the project, or is still being built.</summary>
    [GenerateSerializer, Immutable]
    public sealed record InUse(string Why) : BuildDeleted;

    [GenerateSerializer, Immutable]
    public sealed record NotFound : BuildDeleted;
}
