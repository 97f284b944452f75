using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class PromoteTests : IAsyncLifetime, IDisposable
{
    private const string Deployments = "POST /api/projects/prj_1/deployments";

    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.Server.On(Deployments, context => context.JsonAsync(_platform.Deployment("dpl_4")));
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bld_1")]
    [InlineData("dpl_1")]
    public async Task A_build_by_itself_or_by_a_deployment_of_it_comes_to_serve(string given)
    {
        var run = await CliRun.OnAsync(_platform, _folder, "promote", given);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Platform.ProductionUrl + Environment.NewLine, run.Out);
        var asked = _platform.Server.RequestsTo(Deployments).Single();
        Assert.Equal(("?wait=true", "bld_1"), (asked.Query, (string?)asked.Json["build_id"]));
    }

    [Fact]
    public async Task An_activation_that_goes_on_is_waited_for()
    {
        var looks = 0;
        _platform.Server.On(Deployments, context => context.JsonAsync(_platform.Deployment("dpl_4", status: "activating"), 202));
        _platform.Server.On("GET /api/deployments/dpl_4", context =>
            context.JsonAsync(_platform.Deployment("dpl_4", status: ++looks < 3 ? "activating" : "active")));

        Assert.Equal(0, (await CliRun.OnAsync(_platform, _folder, "promote", "bld_1")).ExitCode);
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task One_that_does_not_come_to_serve_is_a_failure_with_the_servers_words()
    {
        _platform.Server.On(Deployments, context => context.ProblemAsync(409, "Unhealthy", "The old one still serves."));

        var run = await CliRun.OnAsync(_platform, _folder, "promote", "bld_1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The old one still serves.", run.Error);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task On_a_terminal_it_asks_first()
    {
        var run = await CliRun.OfAsync(
            new Invocation { WorkingFolder = _folder.Path, Typed = "n", Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri } },
            "promote", "bld_1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Let bld_1 serve shop? [y/N]", run.Error);
        Assert.Empty(_platform.Server.RequestsTo("POST .*"));
    }

    [Theory]
    [InlineData("promote")]
    [InlineData("promote", "shop")]
    [InlineData("promote", "bld_1", "more")]
    public async Task What_is_neither_is_wrong_usage(params string[] args) =>
        Assert.Equal(2, (await CliRun.OnAsync(_platform, _folder, args)).ExitCode);
}
