using MiniVercel.Platform.GitHosts;

namespace MiniVercel.Platform.Tests.GitHosts;

/// <summary>Which of two words about a branch is the newer one.</summary>
public class GitHeadTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_hosts_clock_decides_whatever_time_commits_have()
    {
        var known = Head("a", at: 5, written: 9);

        Assert.True(Head("b", at: 6, written: 1).Follows(known));
        Assert.False(Head("b", at: 4, written: 10).Follows(known));
    }

    [Fact]
    public void Within_one_second_the_pushes_themselves_do()
    {
        var known = Head("b", before: "a", at: 5);

        Assert.True(Head("c", before: "b", at: 5).Follows(known));
        Assert.False(Head("a", before: "x", at: 5).Follows(known));
    }

    [Fact]
    public void What_nothing_says_anything_about_stays_until_the_one_in_between_comes() =>
        Assert.False(Head("d", before: "c", at: 5).Follows(Head("a", before: "x", at: 5)));

    [Fact]
    public void Without_a_clock_commits_times_decide_and_then_what_is_told_later()
    {
        Assert.True(Head("b", written: 2).Follows(Head("a", written: 1)));
        Assert.False(Head("b", written: 1).Follows(Head("a", written: 2)));
        Assert.True(Head("b").Follows(Head("a")));
    }

    [Fact]
    public void The_same_commit_is_no_news_unless_its_branch_had_gone()
    {
        var known = Head("a", at: 5);
        var gone = known with { Wish = HeadWish.Remove, At = s_noon.AddSeconds(6) };

        Assert.False(Head("a", at: 9).Follows(known));
        Assert.True(gone.Follows(known));
        Assert.False((gone with { At = s_noon.AddSeconds(7) }).Follows(gone));
        Assert.True(Head("a", at: 9).Follows(gone));
    }

    private static GitHead Head(string commit, string before = "", int? at = null, int? written = null) => new(
        "refs/heads/main", "main", commit, before, at is { } a ? s_noon.AddSeconds(a) : null, written is { } w ? s_noon.AddSeconds(w) : null, HeadWish.Build, IsForeign: false);
}
