using MiniVercel.Builds;

namespace MiniVercel.Silo.Building;

/// <summary>
/// What commands are told of the build that they are part of. The names are our own: those of another platform would make frameworks
/// build for that one.
/// </summary>
public static class PlatformVariables
{
    /// <param name="order">What was asked for.</param>
    /// <param name="commit">What the sources turned out to be of, if they came from a repository.</param>
    /// <param name="previous">The commit of the branch's last successful build.</param>
    /// <param name="url">Where the result is going to answer.</param>
    public static IReadOnlyDictionary<string, string> Of(BuildOrder order, BuildCommit? commit, string? previous, string url)
    {
        var variables = new Dictionary<string, string?>
        {
            ["MINIVERCEL"] = "1",
            ["MINIVERCEL_ENV"] = order.Production ? "production" : "preview",
            ["MINIVERCEL_URL"] = url,
            ["MINIVERCEL_GIT_COMMIT_REF"] = commit?.Branch ?? order.Branch,
            ["MINIVERCEL_GIT_COMMIT_SHA"] = commit?.Sha ?? order.CommitSha,
            ["MINIVERCEL_GIT_COMMIT_MESSAGE"] = commit?.Message,
            ["MINIVERCEL_GIT_COMMIT_AUTHOR"] = commit?.Author,
            ["MINIVERCEL_GIT_PREVIOUS_SHA"] = previous,
        };
        return variables.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!);
    }
}
