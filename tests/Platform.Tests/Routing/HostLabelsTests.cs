using MiniVercel.Platform.Routing;

namespace MiniVercel.Platform.Tests.Routing;

public class HostLabelsTests
{
    private const string ShortId = "2abcdefghijk";

    [Theory]
    [InlineData(1)]
    [InlineData(49)]
    [InlineData(50)]
    public void A_builds_label_is_its_projects_name_and_its_short_id(int length) =>
        Assert.Equal($"{new string('a', length)}-{ShortId}", HostLabels.OfBuild(new string('a', length), ShortId));

    [Theory]
    [InlineData(51)]
    [InlineData(63)]
    public void A_name_too_long_is_cut_and_marked_by_its_hash(int length)
    {
        var label = HostLabels.OfBuild(new string('a', length), ShortId);

        Assert.Equal(63, label.Length);
        Assert.Matches($"^a{{43}}-[0-9a-f]{{6}}-{ShortId}$", label);
        Assert.Equal(label, HostLabels.OfBuild(new string('a', length), ShortId));
    }

    [Fact]
    public void Names_that_are_cut_to_the_same_keep_apart() => Assert.NotEqual(
        HostLabels.OfBuild(new string('a', 60) + "b", ShortId), HostLabels.OfBuild(new string('a', 60) + "c", ShortId));

    [Fact]
    public void A_cut_at_a_hyphen_leaves_no_two_in_a_row() => Assert.DoesNotContain(
        "--", HostLabels.OfBuild(new string('a', 42) + "-" + new string('b', 20), ShortId), StringComparison.Ordinal);

    [Theory]
    [InlineData("main", "shop-git-main")]
    [InlineData("feature/Login-Page", "shop-git-feature-login-page")]
    [InlineData("release_1.2", "shop-git-release-1-2")]
    [InlineData("-a--b-", "shop-git-a-b")]
    [InlineData("git-x", "shop-git-git-x")]
    public void A_branchs_label_is_its_projects_name_and_a_slug_of_its_own(string branch, string label) =>
        Assert.Equal(label, HostLabels.OfBranch("shop", branch)[0]);

    [Theory]
    [InlineData("shop", "main")]
    [InlineData("shop", "a very/long_branch that nobody would ever want to type into the line of a browser")]
    [InlineData("a-name-with-as-many-characters-in-it-as-any-label-may-ever-have", "main")]
    [InlineData("a-name-with-as-many-characters-in-it-as-any-label-may-ever-have", "and-a-branch-that-is-not-any-shorter-than-the-name-of-it-either")]
    [InlineData("shop", "日本")]
    [InlineData("x", "-")]
    public void Whatever_the_branch_its_labels_are_labels_that_no_project_can_have(string project, string branch)
    {
        foreach (var label in HostLabels.OfBranch(project, branch))
        {
            Assert.Matches("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", label);
            Assert.Contains("-git-", label, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Branches_with_one_slug_have_another_label_each_to_turn_to()
    {
        var (one, other) = (HostLabels.OfBranch("shop", "a/b"), HostLabels.OfBranch("shop", "a-b"));

        Assert.Equal("shop-git-a-b", one[0]);
        Assert.Equal(one[0], other[0]);
        Assert.Matches("^shop-git-a-b-[0-9a-f]{6}$", one[1]);
        Assert.NotEqual(one[1], other[1]);
    }

    [Fact]
    public void Branches_that_are_cut_to_the_same_keep_apart()
    {
        var (one, other) = (HostLabels.OfBranch("shop", new string('b', 100) + "1"), HostLabels.OfBranch("shop", new string('b', 100) + "2"));

        Assert.Equal((63, 63), (Assert.Single(one).Length, Assert.Single(other).Length));
        Assert.NotEqual(one[0], other[0]);
    }
}
