using System.Collections.Immutable;

namespace MiniVercel.Builds;

/// <summary>What a build is asked to make: of an uploaded folder, or of a repository.</summary>
/// <param name="IsForeign">Somebody has written it who has no part in the project: no variables, no credential, no cache.</param>
[GenerateSerializer, Immutable]
public sealed record BuildOrder(
    TeamId Team,
    ProjectId Project,
    string ProjectName,
    UploadId? Upload,
    bool Production,
    bool Force,
    string Branch,
    string? CommitSha,
    string? RootDirectory,
    string? InstallCommand,
    string? BuildCommand,
    string? OutputDirectory,
    string? AppType,
    GitOrder? Git = null,
    bool IsForeign = false);

/// <summary>Which repository, and what of it beside the files of one commit.</summary>
/// <param name="Url">Its address, which is judged again whenever it is gone to.</param>
/// <param name="OrDefault">Nobody has chosen the branch: the repository's own first one will do where it has none of that name.</param>
/// <param name="Submodules">The repositories that lie inside it as well.</param>
/// <param name="Lfs">The large files that it keeps elsewhere as well.</param>
[GenerateSerializer, Immutable]
public sealed record GitOrder(string Url, bool OrDefault, bool Submodules, bool Lfs);

/// <summary>The commit that a build turned out to be of.</summary>
/// <param name="ChangedPaths">What it changed, the first of them.</param>
/// <param name="ChangedCount">How many it changed in all.</param>
[GenerateSerializer, Immutable]
public sealed record BuildCommit(
    string Sha, string Branch, string Message, string Author, ImmutableList<string> ChangedPaths, int ChangedCount);

/// <summary>Which variables an attempt was given: their names, and what tells one set of values from another without telling any.</summary>
[GenerateSerializer, Immutable]
public sealed record EnvironmentSeen(string Fingerprint, ImmutableArray<string> Keys);

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
