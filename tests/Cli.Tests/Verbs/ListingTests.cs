using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class ListingTests : IAsyncLifetime, IDisposable
{
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
    [InlineData("ls")]
    [InlineData("projects", "ls")]
    public async Task Projects_are_listed_with_url_active_deployment_and_age(params string[] args)
    {
        var run = await CliRun.OnAsync(_platform, _folder, args);

        Assert.Equal(0, run.ExitCode);
        var lines = run.Out.Split('\n');
        Assert.Equal(["Project", "URL", "Active", "Age"], Words(lines[0]));
        Assert.Equal(["shop", Platform.ProductionUrl, "dpl_1", "0s"], Words(lines[1]));
    }

    [Fact]
    public async Task Builds_are_listed_with_all_that_tells_them_apart()
    {
        _platform.BuildStatus = "failed";
        _platform.BuildReason = "no package.json";

        var run = await CliRun.OnAsync(_platform, _folder, "ls", "shop");

        Assert.Equal(
            ["bld_1", "failed", "main", "0s", "1m", Platform.PreviewUrl, "no", "package.json"],
            Words(run.Out.Split('\n')[1]));
    }

    [Fact]
    public async Task As_json_a_list_is_one_document()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "ls", "--json");

        var project = Assert.Single(run.Json.AsArray())!;
        Assert.Equal("shop", (string?)project["name"]);
        Assert.Equal("dpl_1", (string?)project["active_deployment_id"]);
    }

    [Theory]
    [InlineData("bld_1", "bld_1")]
    [InlineData("dpl_1", "dpl_1")]
    [InlineData("prj_1", "prj_1")]
    [InlineData("shop", "prj_1")]
    public async Task One_thing_is_shown_whole(string given, string id)
    {
        var text = await CliRun.OnAsync(_platform, _folder, "inspect", given);
        var json = await CliRun.OnAsync(_platform, _folder, "inspect", given, "--json");

        Assert.Equal(0, text.ExitCode);
        Assert.Contains(id, text.Out);
        Assert.Contains("2026-01-01 00:0", text.Out);
        Assert.Equal(id, (string?)json.Json["id"]);
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_said_so()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "inspect", "other");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no project named other.", run.Error);
    }

    [Fact]
    public async Task Without_a_project_the_list_says_how_to_make_one()
    {
        _platform.ProjectName = null;

        var run = await CliRun.OnAsync(_platform, _folder, "ls");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("./minivercel deploy", run.Error);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
