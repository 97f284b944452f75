using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Projects;

public sealed class ProjectLinkTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    private string File => Path.Combine(_folder.Path, ".minivercel", "project.json");

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.ActiveDeployment = "dpl_1";
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder.Path, "index.html"), "hello");
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_linked_folder_stands_for_its_project_whatever_that_is_called_by_now()
    {
        var link = await CliRun.OnAsync(_platform, _folder, "link", "shop");
        Assert.Equal((0, "prj_1" + Environment.NewLine), (link.ExitCode, link.Out));
        _platform.ProjectName = "store";

        var open = await CliRun.OnAsync(_platform, _folder, "open");
        var deploy = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(Platform.ProductionUrl + Environment.NewLine, open.Out);
        Assert.Equal(0, deploy.ExitCode);
        Assert.Empty(_platform.Server.RequestsTo("POST /api/projects"));
        Assert.Equal(["index.html"], _platform.Manifest().Keys); // the link is not deployed
    }

    [Fact]
    public async Task Git_leaves_it_out()
    {
        await CliRun.OnAsync(_platform, _folder, "link", "shop");

        Assert.Equal("*\n", await System.IO.File.ReadAllTextAsync(Path.Combine(_folder.Path, ".minivercel", ".gitignore")));
    }

    [Fact]
    public async Task A_name_that_is_given_goes_before_the_link()
    {
        await CliRun.OnAsync(_platform, _folder, "link", "shop");

        var run = await CliRun.OnAsync(_platform, _folder, "open", "another");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no project named another.", run.Error);
    }

    [Fact]
    public async Task At_another_server_it_means_nothing_and_says_so()
    {
        await CliRun.OnAsync(_platform, _folder, "link", "shop");
        await using var another = await Platform.StartAsync();

        var run = await CliRun.OnAsync(another, _folder, "open");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(_platform.Server.Url.AbsoluteUri, run.Error);
        Assert.Empty(another.Server.RequestsTo(".*"));
    }

    [Fact]
    public async Task One_to_a_project_that_is_gone_is_a_failure()
    {
        await CliRun.OnAsync(_platform, _folder, "link", "shop");
        _platform.Server.On("GET /api/projects/prj_1", context => context.ProblemAsync(404, "Not found"));

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is gone", run.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"project_id\":\"prj_1\"}")]
    [InlineData("{\"server\":7,\"project_id\":\"prj_1\"}")]
    public async Task One_that_is_none_is_wrong_usage(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, text);

        var run = await CliRun.OnAsync(_platform, _folder, "open");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(File, run.Error);
    }

    [Fact]
    public async Task There_is_no_link_to_a_project_that_there_is_none_of()
    {
        Assert.Equal(1, (await CliRun.OnAsync(_platform, _folder, "link", "another")).ExitCode);
        Assert.False(System.IO.File.Exists(File));
    }
}
