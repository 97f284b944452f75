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
    [InlineData("token", """{"token":"s3cret","username":"ada"}""")]
    [InlineData("deploy-key", """{"username":"ada","deploy_key":"s3cret"}""")]
    public async Task A_credential_is_read_from_standard_input(string kind, string body)
    {
        _platform.ProjectName = "shop";
        _platform.Server.On("PUT /api/projects/prj_1/git-credential", context => context.JsonAsync(new { kind = "token", origin = "https://example.com:443" }));

        var run = await Piped("s3cret\n", "projects", "credential", "shop", kind, "--username", "ada");

        Assert.Equal("https://example.com:443" + Environment.NewLine, run.Out);
        Assert.Equal(body, _platform.Server.RequestsTo("PUT /api/projects/prj_1/git-credential").Single().Json.ToJsonString());
        Assert.DoesNotContain("s3cret", run.Error);
    }

    [Fact]
    public async Task No_credential_is_wrong_usage()
    {
        _platform.ProjectName = "shop";

        Assert.Equal(2, (await Piped(" \n", "projects", "credential", "shop", "token")).ExitCode);
        Assert.Equal(2, (await Piped("x", "projects", "credential", "shop", "password")).ExitCode);
        Assert.Empty(_platform.Server.RequestsTo("PUT /api/projects/prj_1/git-credential"));
    }

    private Task<CliRun> Piped(string input, params string[] args) => CliRun.OfAsync(
        new Invocation { WorkingFolder = _folder.Path, Piped = input, Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri } }, args);

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

    [Theory]
    [InlineData("team_2", 0)]
    [InlineData("Friends", 0)]
    [InlineData("Twins", 2)]
    [InlineData("Strangers", 2)]
    public async Task A_project_is_given_to_another_team_by_its_id_or_by_a_name_that_only_it_has(string team, int exitCode)
    {
        _platform.ProjectName = "shop";
        _platform.Server.On("GET /api/auth/me", context => context.JsonAsync(new
        {
            name = "Ada",
            teams = new object[] { new { id = "team_2", name = "Friends" }, new { id = "team_3", name = "Twins" }, new { id = "team_4", name = "Twins" } },
        }));
        _platform.Server.On("POST /api/projects/prj_1/transfer", context => context.JsonAsync(_platform.Project()));

        var run = await CliRun.OnAsync(_platform, _folder, "projects", "transfer", "shop", team, "--yes");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(
            exitCode == 0 ? ["team_2"] : Array.Empty<string>(),
            _platform.Server.RequestsTo("POST /api/projects/prj_1/transfer").Select(r => (string)r.Json["team_id"]!));
    }
}
