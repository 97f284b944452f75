using MiniVercel.Builds;

namespace MiniVercel.Platform.Git;

/// <summary>A state of a repository, to be laid out in a folder.</summary>
/// <param name="Order">Which repository, which branch or tag, with what beside it.</param>
/// <param name="CommitSha">The commit itself where it is known; then the branch is only its label.</param>
/// <param name="Credential">What lets one in, if the project has it.</param>
public sealed record GitWish(GitOrder Order, string Branch, string? CommitSha, GitCredential? Credential);

public abstract record GitBrought
{
    private GitBrought()
    {
    }

    /// <param name="Commit">What is there now.</param>
    /// <param name="Remarks">What the owner should know of it, in sentences.</param>
    public sealed record Done(BuildCommit Commit, IReadOnlyList<string> Remarks) : GitBrought;

    public sealed record Failed(string Why) : GitBrought;
}
