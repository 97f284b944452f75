using MiniVercel.Builds;

namespace MiniVercel.Silo.Building;

/// <summary>What was brought into a workspace: in sentences, and with its commit if it came from a repository.</summary>
public sealed record BroughtSources(IReadOnlyList<string> Sentences, BuildCommit? Commit);

/// <summary>Brings what a build is made of into its workspace, from wherever its order says.</summary>
public sealed class Sources(UploadedSource uploads, GitSource repositories)
{
    public Task<BroughtSources> BringInto(string folder, BuildOrder order, CancellationToken cancellationToken) => order switch
    {
        { Git: { } repository } => repositories.BringInto(folder, order, repository, cancellationToken),
        { Upload: { } upload } => uploads.BringInto(folder, upload, order.Team, cancellationToken),
        _ => throw new BuildStepFailedException(BuildReason.CloneFailed, "The build names neither an upload nor a repository."),
    };
}
