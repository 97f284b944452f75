using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class ProjectsTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.Server.On("DELETE /api/projects/prj_1", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_project_is_created_from_what_is_given_and_no_more()
    {
        var run = await CliRun.OnAsync(
            _platform, _folder,
            "projects", "add", "shop", "--git-url", "https://example.com/shop.git", "--branch", "main", "--root", "web", "--build-command", "make", "--output", "out");

        Assert.Equal("prj_1" + Environment.NewLine, run.Out);
        Assert.Equal(
            """{"name":"shop","git_url":"https://example.com/shop.git","branch":"main","root_directory":"web","build_command":"make","output_directory":"out"}""",
            _platform.Server.RequestsTo("POST /api/projects").Single().Json.ToJsonString());

        await CliRun.OnAsync(_platform, _folder, "projects", "add", "blog");
        Assert.Equal("""{"name":"blog"}""", _platform.Server.RequestsTo("POST /api/projects").Last().Json.ToJsonString());
    }

    [Theory]
    [InlineData(null, false, 2, 0)]
    [InlineData(null, true, 0, 1)]
    [InlineData("n", false, 1, 0)]
    [InlineData("yes", false, 0, 1)]
    public async Task A_project_is_deleted_only_by_a_yes(string? typed, bool option, int exitCode, int deletions)
    {
        _platform.ProjectName = "shop";

        var run = await CliRun.OfAsync(
            new Invocation { WorkingFolder = _folder.Path, Typed = typed, Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri } },
            ["projects", "rm", "shop", .. option ? ["--yes"] : Array.Empty<string>()]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(deletions, _platform.Server.RequestsTo("DELETE .*").Count());
    }
}
