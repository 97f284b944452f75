namespace MiniVercel.Platform.GitHosts;

/// <summary>What a Git host has told of a repository.</summary>
public abstract record HostEvent
{
    /// <summary>A commit that is none: what a branch was before its first push, and is after its end.</summary>
    public static readonly string NoCommit = new('0', 40);

    private HostEvent()
    {
    }

    /// <summary>A branch has come to be, has moved, or is gone.</summary>
    public sealed record Push(string Branch, string Before, string After, DateTimeOffset? At, DateTimeOffset? CommittedAt, string Message) : HostEvent
    {
        public bool IsEnd => After == NoCommit;
    }

    /// <param name="Number">By which it is called.</param>
    /// <param name="Branch">The branch that is to be taken over, in whosever repository it is.</param>
    /// <param name="Commit">Its newest commit.</param>
    /// <param name="IsForeign">That repository is another one: whoever wrote there need not have a part in this one.</param>
    /// <param name="IsOpen">Nothing is to be made of one that is closed.</param>
    /// <param name="At">When it came to be so.</param>
    /// <param name="Title">What people read.</param>
    /// <param name="Author">Who has made it.</param>
    public sealed record PullRequest(
        int Number, string Branch, string Commit, bool IsForeign, bool IsOpen, DateTimeOffset? At, string Title, string Author) : HostEvent;

    /// <summary>Nothing that anything follows from: a tag, a star, a sign of life.</summary>
    public sealed record Other : HostEvent;
}
