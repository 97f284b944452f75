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
    [InlineData("dpl_1", "./minivercel logs bld_1")]
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
