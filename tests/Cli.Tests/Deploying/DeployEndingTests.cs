using Microsoft.AspNetCore.Http;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Deploying;

/// <summary>Every way a deploy can end has its exit code and its sentence.</summary>
public sealed class DeployEndingTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _folder.Write("index.html", "<h1>Shop</h1>");
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("failed", "failed: npm run build exited with 2.")]
    [InlineData("canceled", "was canceled: npm run build exited with 2.")]
    public async Task A_build_that_ends_badly_is_a_failure_with_its_reason(string status, string sentence)
    {
        _platform.BuildEndsAs = status;
        _platform.BuildReason = "npm run build exited with 2";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(sentence, run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task A_failed_build_is_still_one_json_document()
    {
        _platform.BuildEndsAs = "failed";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("failed", (string?)run.Json["build"]!["status"]);
        Assert.Null(run.Json["url"]);
        Assert.NotNull(run.Json["failure"]);
    }

    [Theory]
    [InlineData("unhealthy", "did not become healthy: GET / answered 500.")]
    [InlineData("inactive", "a newer deployment has taken its place: GET / answered 500.")]
    public async Task A_deployment_that_does_not_serve_is_a_failure(string status, string sentence)
    {
        _platform.DeploymentStatus = status;
        _platform.DeploymentReason = "GET / answered 500";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(sentence, run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Production_is_waited_for_until_it_serves()
    {
        var looks = 0;
        _platform.Server.On("GET /api/projects/prj_1/deployments", context => context.JsonAsync(new
        {
            items = ++looks switch
            {
                1 => [],
                2 => (object[])[_platform.Deployment(status: "activating")],
                _ => [_platform.Deployment("dpl_9", "bld_9", "activating"), _platform.Deployment()],
            },
        }));

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task A_deployment_that_never_settles_is_given_up()
    {
        _platform.DeploymentStatus = "activating";

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("did not go live within 3 minutes", run.Error);
    }

    [Fact]
    public async Task A_build_that_never_ends_is_given_up()
    {
        _platform.OnLog((context, _) => context.JsonAsync(null));

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("has not ended within 35 minutes", run.Error);
    }

    [Theory]
    [InlineData(401, 3)]
    [InlineData(403, 3)]
    [InlineData(409, 1)]
    [InlineData(422, 2)]
    [InlineData(500, 1)]
    public async Task A_refusal_has_an_exit_code_and_is_told_whole(int status, int exitCode)
    {
        _platform.Server.On("POST /api/projects", context =>
            context.ProblemAsync(status, "No", "Because.", new { name = new[] { "is taken", "is odd" } }));

        var run = await CliRun.OnAsync(_platform, _folder, "deploy");

        Assert.Equal(exitCode, run.ExitCode);
        foreach (var part in new[] { "Error: No", "Because.", "name: is taken", "name: is odd", "trace_id: trace-1" })
            Assert.Contains(part, run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_what_to_do()
    {
        var url = _platform.Server.Url;
        await _platform.DisposeAsync();

        var run = await CliRun.OnAsync(url, _folder.Path, "deploy");

        Assert.Equal(4, run.ExitCode);
        Assert.Equal(
            $"Error: Nothing answers at {url.AbsoluteUri.TrimEnd('/')}. Start it with ./minivercel up, or name another server with --url.",
            run.Error.TrimEnd());
    }

    [Fact]
    public async Task What_is_no_such_server_is_said_to_be_none()
    {
        _platform.Server.On("GET /api/projects", context => context.Response.WriteAsync("<html>hello</html>"));

        var run = await CliRun.OnAsync(_platform, _folder, "ls");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("does not speak the Mini Vercel API", run.Error);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_waiting_and_says_that_the_build_goes_on()
    {
        using var interrupt = new CancellationTokenSource();
        _platform.OnLog(async (context, _) =>
        {
            await context.SendLineAsync(1, "npm ci");
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });

        var run = await CliRun.OfAsync(
            new Invocation
            {
                WorkingFolder = _folder.Path,
                Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri },
                Interrupt = interrupt.Token,
            },
            "deploy");

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("The build bld_1 goes on; ./minivercel logs -f bld_1 follows it.", run.Error);
        Assert.Empty(run.Out);
    }
}
