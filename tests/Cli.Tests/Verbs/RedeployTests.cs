using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class RedeployTests : IAsyncLifetime, IDisposable
{
    private const string Builds = "POST /api/projects/prj_1/builds";

    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.ActiveDeployment = "dpl_1";
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bld_1")]
    [InlineData("dpl_1")]
    [InlineData("shop")]
    public async Task The_same_commit_is_built_again_for_what_it_was_built_for(string given)
    {
        var run = await CliRun.OnAsync(_platform, _folder, "redeploy", given);

        Assert.Equal((0, Platform.PreviewUrl + Environment.NewLine), (run.ExitCode, run.Out));
        Assert.Equal(
            $$"""{"ref":"main","commit_sha":"{{Platform.CommitSha}}","production":false}""",
            _platform.Server.RequestsTo(Builds).Single().Json.ToJsonString());
    }

    [Fact]
    public async Task Files_that_were_sent_are_built_again_and_a_build_of_production_comes_to_serve()
    {
        (_platform.BuildUpload, _platform.BuildIsProduction) = ("upl_1", true);

        var run = await CliRun.OnAsync(_platform, _folder, "redeploy", "bld_1", "--force");

        Assert.Equal((0, Platform.ProductionUrl + Environment.NewLine), (run.ExitCode, run.Out));
        Assert.Equal(
            """{"ref":"main","upload_id":"upl_1","production":true,"force":true}""",
            _platform.Server.RequestsTo(Builds).Single().Json.ToJsonString());
    }

    [Fact]
    public async Task A_preview_is_built_for_production_where_that_is_asked_for()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "redeploy", "bld_1", "--prod", "--no-wait", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("bld_1", (string?)run.Json["build"]!["id"]);
        Assert.True((bool?)_platform.Server.RequestsTo(Builds).Single().Json["production"]);
    }

    [Fact]
    public async Task What_a_stranger_has_proposed_is_not_built_as_if_it_were_ours()
    {
        _platform.BuildBranch = "pull/7";

        var run = await CliRun.OnAsync(_platform, _folder, "redeploy", "bld_1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("pull request 7", run.Error);
        Assert.Empty(_platform.Server.RequestsTo(Builds));
    }

    [Fact]
    public async Task A_build_that_fails_this_time_is_a_failure()
    {
        (_platform.BuildEndsAs, _platform.BuildReason) = ("failed", "no\e[2J package.json");

        var run = await CliRun.OnAsync(_platform, _folder, "redeploy", "bld_1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no package.json", run.Error);
        Assert.DoesNotContain('\e', run.Error);
        Assert.Empty(run.Out);
    }
}
