namespace MiniVercel.Platform.GitHosts;

/// <summary>What is to be made of a commit.</summary>
public enum HeadWish
{
    Build,

    /// <summary>It is built when somebody of the project says so.</summary>
    Hold,

    /// <summary>Its author has said that it is not to be built.</summary>
    Skip,

    /// <summary>There is none any more: what was made of those before goes.</summary>
    Remove,
}

/// <summary>Where a branch is, or a pull request from elsewhere.</summary>
/// <param name="Subject">`refs/heads/…`, or `pull/7`.</param>
/// <param name="Branch">What builds of it are called.</param>
/// <param name="At">When it came there, by the host's clock.</param>
public sealed record GitHead(
    string Subject, string Branch, string Commit, string Before, DateTimeOffset? At, DateTimeOffset? CommittedAt, HeadWish Wish, bool IsForeign)
{
    private static readonly string[] s_skips = ["[skip ci]", "[ci skip]", "[vercel skip]"];

    public static string OfBranch(string branch) => $"refs/heads/{branch}";

    public static string OfPull(int number) => $"pull/{number}";

    public static GitHead Of(HostEvent.Push push) => new(
        OfBranch(push.Branch), push.Branch, push.After, push.Before, push.At, push.CommittedAt,
        push.IsEnd ? HeadWish.Remove : IsSkipped(push.Message) ? HeadWish.Skip : HeadWish.Build, IsForeign: false);

    /// <summary>
    /// One of the same repository is its branch, which pushes tell of as well: they have one head, and so one build. One from elsewhere
    /// has a head of its own, and waits.
    /// </summary>
    public static GitHead Of(HostEvent.PullRequest pull) => pull.IsForeign
        ? new(OfPull(pull.Number), OfPull(pull.Number), pull.Commit, "", pull.At, null, pull.IsOpen ? HeadWish.Hold : HeadWish.Remove, IsForeign: true)
        : new(OfBranch(pull.Branch), pull.Branch, pull.Commit, "", pull.At, null, pull.IsOpen ? HeadWish.Build : HeadWish.Remove, IsForeign: false);

    /// <summary>
    /// Whether this comes after what is known. The host's own clock decides, because commits carry whatever time their authors had; within
    /// one second of it the pushes themselves do, each of which names the commit before it; then the commits' times. Where
    /// nothing says anything, what is known stays: the push in between is still to come, and leads on from there.
    /// </summary>
    public bool Follows(GitHead known)
    {
        if (Commit == known.Commit && (Wish == HeadWish.Remove) == (known.Wish == HeadWish.Remove))
            return false; // the same again, however it came here
        if (At is { } mine && known.At is { } theirs && mine != theirs)
            return mine > theirs;
        if (Before.Length > 0 && Before == known.Commit)
            return true;
        if (known.Before.Length > 0 && known.Before == Commit)
            return false;
        if (CommittedAt is { } written && known.CommittedAt is { } earlier && written != earlier)
            return written > earlier;
        return At is null || known.At is null; // no clock at all: then what is told later
    }

    private static bool IsSkipped(string message) => s_skips.Any(skip => message.Contains(skip, StringComparison.OrdinalIgnoreCase));
}
