using MiniVercel.Builds;
using MiniVercel.Silo.Building;

namespace MiniVercel.Silo.Tests.Building;

public sealed class PlatformVariablesTests
{
    private static readonly BuildOrder Order = Orders.Of(new ProjectId("prj_1"));

    [Fact]
    public void A_commit_is_told_with_all_that_is_known_of_it()
    {
        var commit = new BuildCommit("abc", "trunk", "Say it\n\nat length", "Ada", [], 0);

        var variables = PlatformVariables.Of(Order with { Production = true }, commit, "before", "http://shop-1.localhost:8080");

        Assert.Equal(
            [
                "MINIVERCEL=1", "MINIVERCEL_ENV=production", "MINIVERCEL_GIT_COMMIT_AUTHOR=Ada", "MINIVERCEL_GIT_COMMIT_MESSAGE=Say it\n\nat length",
                "MINIVERCEL_GIT_COMMIT_REF=trunk", "MINIVERCEL_GIT_COMMIT_SHA=abc", "MINIVERCEL_GIT_PREVIOUS_SHA=before",
                "MINIVERCEL_URL=http://shop-1.localhost:8080",
            ],
            Lines(variables));
    }

    [Fact]
    public void Of_a_folder_nothing_is_told_that_nobody_has_said()
    {
        var variables = PlatformVariables.Of(Order with { Production = false, Branch = "main", CommitSha = null }, null, null, "http://shop-1.localhost");

        Assert.Equal(
            ["MINIVERCEL=1", "MINIVERCEL_ENV=preview", "MINIVERCEL_GIT_COMMIT_REF=main", "MINIVERCEL_URL=http://shop-1.localhost"], Lines(variables));
    }

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, string> variables) =>
        variables.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal);
}
