using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class RmTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.Server.On("DELETE /api/(projects/prj_1|builds/bld_1)", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bld_1", "/api/builds/bld_1", "bld_1")]
    [InlineData("dpl_1", "/api/builds/bld_1", "bld_1")]
    [InlineData("shop", "/api/projects/prj_1", "prj_1")]
    public async Task What_is_named_is_deleted_and_printed(string given, string path, string printed)
    {
        var run = await CliRun.OnAsync(_platform, _folder, "rm", given, "--yes");

        Assert.Equal((0, printed + Environment.NewLine), (run.ExitCode, run.Out));
        Assert.Equal(path, _platform.Server.RequestsTo("DELETE .*").Single().Path);
    }

    [Theory]
    [InlineData("bld_1")]
    [InlineData("shop")]
    [InlineData("shop", "--safe")]
    public async Task Nothing_is_deleted_without_a_yes(params string[] args)
    {
        Assert.Equal(2, (await CliRun.OnAsync(_platform, _folder, ["rm", .. args])).ExitCode);
        Assert.Equal(1, (await CliRun.TypedAsync(_platform, _folder, "n", ["rm", .. args])).ExitCode);
        Assert.Empty(_platform.Server.RequestsTo("DELETE .*"));
    }

    [Fact]
    public async Task Safely_only_builds_are_deleted_that_do_not_serve()
    {
        _platform.Server.On("GET /api/projects/prj_1/builds", context => context.JsonAsync(new
        {
            items = new[] { "bld_1", "bld_2" }.Select(id => new { id, project_id = "prj_1", status = "success", created_at = "2026-01-01T00:00:00Z" }),
            next = (string?)null,
        }));
        _platform.Server.On("DELETE /api/builds/bld_2", context => context.ProblemAsync(409, "In use", "It is the \e[8mactive deployment."));

        var run = await CliRun.OnAsync(_platform, _folder, "rm", "shop", "--safe", "--yes", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("bld_1", (string?)Assert.Single(run.Json.AsArray())!["id"]);
        Assert.Contains("bld_2 is spared: It is the active deployment.", run.Error);
        Assert.DoesNotContain('\e', run.Error);
        Assert.Empty(_platform.Server.RequestsTo("DELETE /api/projects/prj_1"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task One_that_serves_is_refused_and_safely_spared(bool safe, int exitCode)
    {
        _platform.Server.On("DELETE /api/builds/bld_1", context => context.ProblemAsync(409, "In use", "It is the active deployment."));

        var run = await CliRun.OnAsync(_platform, _folder, ["rm", "bld_1", "--yes", .. safe ? ["--safe"] : Array.Empty<string>()]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("It is the active deployment.", run.Error);
        Assert.Empty(run.Out);
    }
}
