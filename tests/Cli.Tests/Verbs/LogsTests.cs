using System.Text.Json.Nodes;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class LogsTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.OnLog((context, after) => context.JsonAsync(new { items = Stored.Where(line => line.Seq > (after ?? 0)).Take(2).Select(line => Answers.Line(line.Seq, line.Text)) }));
    }

    private static (long Seq, string Text)[] Stored => [(1, "npm ci"), (2, "vite build"), (3, "done")];

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("logs", "bld_1")]
    [InlineData("logs", "shop")]
    [InlineData("logs")]
    public async Task A_stored_log_is_printed_to_its_last_line(params string[] args)
    {
        var run = await CliRun.OnAsync(_platform, _folder, args);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["build    npm ci", "build    vite build", "build    done"], Lines(run));
    }

    [Fact]
    public async Task As_json_each_line_is_a_line()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "logs", "bld_1", "--json");

        Assert.Equal(["npm ci", "vite build", "done"], Lines(run).Select(line => (string?)JsonNode.Parse(line)!["text"]));
    }

    [Fact]
    public async Task A_followed_log_ends_with_its_build()
    {
        _platform.BuildReason = "npm exited with 1";
        _platform.OnLog(async (context, _) =>
        {
            await context.SendLineAsync(1, "npm ci");
            _platform.BuildStatus = "failed";
            await context.SendEndAsync("failed");
        });

        var run = await CliRun.OnAsync(_platform, _folder, "logs", "-f");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["build    npm ci"], Lines(run));
        Assert.Contains("bld_1: failed: npm exited with 1", run.Error);
    }

    [Fact]
    public async Task The_log_of_a_running_app_is_followed_until_Ctrl_C()
    {
        using var interrupt = new CancellationTokenSource();
        var connections = 0;
        _platform.Server.On("GET /api/deployments/dpl_1/logs", async context =>
        {
            await context.SendLineAsync(++connections, $"request {connections}");
            if (connections == 3)
                await interrupt.CancelAsync();
        });

        var run = await CliRun.OfAsync(
            new Invocation { WorkingFolder = _folder.Path, Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri }, Interrupt = interrupt.Token },
            "logs", "dpl_1", "--follow");

        Assert.Equal(130, run.ExitCode);
        Assert.Equal(["build    request 1", "build    request 2"], Lines(run).Take(2));
    }

    [Theory]
    [InlineData("dpl_1", "logs", "dpl_1")]
    [InlineData("dpl_1", "logs", "shop", "--runtime")]
    [InlineData("dpl_1", "logs", "--runtime")]
    [InlineData("bld_1", "logs", "bld_1", "--runtime")]
    public async Task What_an_app_prints_is_shown_by_its_deployment_its_project_or_its_preview(string app, params string[] args)
    {
        _platform.ActiveDeployment = "dpl_1";
        _platform.Server.On($"GET /api/deployments/{app}/logs", context => context.JsonAsync(new
        {
            items = context.Request.Query.ContainsKey("after")
                ? []
                : new[] { new { seq = 7, at = "2026-01-01T00:00:00Z", stream = "stdout", step = (string?)null, text = "Listening" } },
        }));

        var run = await CliRun.OnAsync(_platform, _folder, args);

        Assert.Equal((0, "Listening"), (run.ExitCode, Assert.Single(Lines(run))));
        var json = await CliRun.OnAsync(_platform, _folder, [.. args, "--json"]);
        Assert.Equal(7, (int?)JsonNode.Parse(Assert.Single(Lines(json)))!["seq"]);
    }

    [Fact]
    public async Task An_app_that_has_printed_nothing_yet_is_said_to_have()
    {
        _platform.Server.On("GET /api/deployments/dpl_1/logs", context => context.JsonAsync(new { items = Array.Empty<object>() }));

        var run = await CliRun.OnAsync(_platform, _folder, "logs", "dpl_1");

        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Contains("empty so far", run.Error);
    }

    [Theory]
    [InlineData("dpl_9", "There is no deployment dpl_9")]
    [InlineData("bld_9", "There is no build bld_9")]
    [InlineData("nobody", "There is no project named nobody")]
    public async Task A_log_that_there_is_not_is_told_with_what_to_do(string whose, string sentence)
    {
        _platform.Server.On("GET /api/projects", context => context.JsonAsync(new { items = Array.Empty<object>() }));
        foreach (var args in new[] { new[] { "logs", whose }, ["logs", whose, "-f"] })
        {
            var run = await CliRun.OnAsync(_platform, _folder, args);

            Assert.Equal(1, run.ExitCode);
            Assert.Contains(sentence, run.Error);
            Assert.Empty(run.Out);
        }
    }

    private static string[] Lines(CliRun run) => run.Out.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
