namespace MiniVercel.Builds;

public enum BuildStatus
{
    Pending,
    Building,
    Success,
    Failed,
    Canceled,
}

public enum BuildStep
{
    Clone,
    Detect,
    Install,
    Build,
    Pack,
    Upload,
}

/// <summary>Why a build ended other than well. Every ending has a word.</summary>
public enum BuildReason
{
    CanceledByUser,
    ProjectDeleted,

    /// <summary>While it waited in the queue, a newer commit of its branch came.</summary>
    Superseded,

    /// <summary>Its branch is gone, or the pull request that it was of.</summary>
    BranchRemoved,

    /// <summary>Nobody took it from the queue, twice over.</summary>
    NoWorker,

    /// <summary>Its worker was lost, attempt after attempt.</summary>
    WorkerLost,

    /// <summary>The sources could not be brought into the workspace.</summary>
    CloneFailed,

    RootDirectoryMissing,

    /// <summary>A file that says how to build is wrong: package.json, vercel.json, .nvmrc.</summary>
    ConfigInvalid,

    /// <summary>The sources ask for a version of Node that there is not.</summary>
    NodeUnavailable,

    /// <summary>A program that the build needs cannot be brought: a package manager, or Node itself.</summary>
    ToolUnavailable,

    /// <summary>The project's own ignoreCommand said that there is nothing to build.</summary>
    Skipped,

    /// <summary>The box for the project's commands could not be set up, and so none of them has run.</summary>
    SandboxUnavailable,

    /// <summary>The project's variables are sealed under a key that the worker does not have, or are damaged.</summary>
    EnvironmentUnreadable,

    InstallFailed,

    BuildFailed,

    /// <summary>A command was still running when its time was over.</summary>
    TimedOut,

    OutOfMemory,

    DiskFull,

    /// <summary>Where the output should be, there is none.</summary>
    NoOutput,

    /// <summary>The output could not be packed: something in it may not be served.</summary>
    PackFailed,

    /// <summary>The artifact could not be stored.</summary>
    UploadFailed,

    InternalError,
}

/// <summary>How an attempt ended.</summary>
[GenerateSerializer, Immutable]
public abstract record BuildEnding
{
    private BuildEnding()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Succeeded(ArtifactId Artifact) : BuildEnding
    {
        public override string ToString() => $"success, {Artifact}";
    }

    [GenerateSerializer, Immutable]
    public sealed record Failed(BuildReason Reason) : BuildEnding
    {
        public override string ToString() => $"failed, {Reason.Word()}";
    }

    /// <summary>The sources themselves said that there is nothing to build.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Skipped : BuildEnding
    {
        public override string ToString() => BuildReason.Skipped.Word();
    }
}
