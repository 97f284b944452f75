using MiniVercel.Builds;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Platform.Tests.Builds;

public sealed class BuildRecordsTests : DatabaseTest
{
    [Fact]
    public async Task The_commit_before_is_that_of_the_branch_s_last_success()
    {
        var project = await Rows.Project();
        await Build(project, "a", BuildStatus.Success);
        await Build(project, "b", BuildStatus.Success);
        await Build(project, "c", BuildStatus.Failed);
        await Build(project, "d", BuildStatus.Success, branch: "other");
        await Build(await Rows.Project(), "e", BuildStatus.Success);

        Assert.Equal("b", await Previous(await Build(project, "f", BuildStatus.Building)));
        Assert.Null(await Previous(await Build(project, "g", BuildStatus.Building, branch: "new")));
    }

    private Task<string?> Previous(BuildId build) => new BuildRecords(Database).PreviousCommit(build, CancellationToken.None);

    private async Task<BuildId> Build(ProjectId project, string commit, BuildStatus status, string branch = "main")
    {
        var build = await Rows.Build(project, status);
        await Rows.ChangeBuild(build, b => b with
        {
            Order = new BuildOrder(TeamId.Default, project, "shop", null, Production: false, Force: false, branch, null, null, null, null, null, null),
            Commit = new BuildCommit(commit, branch, "", "", [], 0),
        });
        return build;
    }
}
