using MiniVercel.Builds;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Secrets;

namespace MiniVercel.Silo.Building;

/// <summary>Brings a repository's files into a workspace.</summary>
public sealed class GitSource(GitRepositories repositories, GitCredentials credentials)
{
    /// <summary>With the project's own key, which is not for what somebody else has written.</summary>
    public async Task<BroughtSources> BringInto(string folder, BuildOrder order, GitOrder repository, CancellationToken cancellationToken) =>
        await BringInto(folder, order, repository, order.IsForeign ? null : await CredentialOf(order.Project, cancellationToken), cancellationToken);

    public async Task<BroughtSources> BringInto(
        string folder, BuildOrder order, GitOrder repository, GitCredential? key, CancellationToken cancellationToken)
    {
        var wish = new GitWish(repository, order.Branch, order.CommitSha, key);
        Workspaces.Empty(folder); // it may be told to begin again
        return await repositories.Bring(wish, folder, cancellationToken) switch
        {
            GitBrought.Done done => new BroughtSources([$"Cloned {repository.Url}", Told(done.Commit), .. done.Remarks], done.Commit),
            GitBrought.Failed failed => throw new BuildStepFailedException(BuildReason.CloneFailed, failed.Why),
            var other => throw new InvalidOperationException($"No such ending: {other}."),
        };
    }

    private async Task<GitCredential?> CredentialOf(ProjectId project, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.Find(project, cancellationToken);
        }
        catch (SecretUnreadableException e)
        {
            throw new BuildStepFailedException(BuildReason.CloneFailed, $"The project's credential cannot be used: {e.Message} Give it again.");
        }
    }

    private static string Told(BuildCommit commit)
    {
        var subject = commit.Message.Split('\n', 2)[0];
        return $"{commit.Branch} is at {commit.Sha[..10]}{(subject.Length == 0 ? "" : $": {subject}")}";
    }
}
