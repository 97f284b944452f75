using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Tests.Testing;
using MiniVercel.Client;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class RollbackTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.ActiveDeployment = "dpl_3";
        _platform.Server.On("GET /api/projects/prj_1/deployments", context => context.JsonAsync(new
        {
            items = new[]
            {
                _platform.Deployment("dpl_3", "bld_3"),
                _platform.Deployment("dpl_2", "bld_2", "unhealthy", activatedAt: null),
                _platform.Deployment("dpl_1", "bld_1", "inactive"),
            },
        }));
        _platform.Server.On("POST /api/deployments/dpl_1/activate", context => context.JsonAsync(_platform.Deployment("dpl_4")));
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    // Each is id:build, with a ! where it never served. The build x was deleted.
    [InlineData("3:c", "3:c 2:b 1:a", "2")]
    [InlineData("3:c", "3:c 2!b 1:a", "1")]
    [InlineData("3:b", "3:b 2:b 1:a", "1")]
    [InlineData("2:b", "3!c 2:b 1:a", "1")]
    [InlineData("2:b", "3:c 2:b 1:a", "1")]
    [InlineData("3:a", "3:a 2:b 1:a", "2")]
    [InlineData("1:a", "1:a", null)]
    [InlineData("2:a", "2:a 1!b", null)]
    [InlineData("9:z", "2:b 1:a", null)]
    [InlineData("4:c", "4:c 3:x 2:x 1:a", "1")]
    [InlineData("2:b", "2:b 1:x", null)]
    public async Task The_last_other_build_that_served_is_chosen(string active, string history, string? chosen)
    {
        var deployments = history.Split(' ').Select(word => new Deployment
        {
            Id = word[..1],
            BuildId = word[2..],
            ProjectId = "prj_1",
            Status = DeploymentStatus.Inactive,
            ActivatedAt = word[1] == '!' ? null : DateTimeOffset.UnixEpoch,
        });

        var choice = await RollbackChoice.MakeAsync(deployments.ToAsyncEnumerable(), active[..1], build => Task.FromResult(build != "x"), CancellationToken.None);

        Assert.Equal(chosen, choice?.Id);
    }

    [Fact]
    public async Task A_rollback_goes_to_what_served_before_and_prints_the_production_url()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "rollback");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Platform.ProductionUrl + Environment.NewLine, run.Out);
        Assert.Equal("?wait=true", _platform.Server.RequestsTo("POST /api/deployments/dpl_1/activate").Single().Query);
    }

    [Fact]
    public async Task A_deployment_whose_build_was_deleted_is_passed_over()
    {
        _platform.Server.On("GET /api/projects/prj_1/deployments", context => context.JsonAsync(new
        {
            items = new[] { _platform.Deployment("dpl_3", "bld_3"), _platform.Deployment("dpl_2", "bld_2"), _platform.Deployment("dpl_1", "bld_1") },
        }));

        var run = await CliRun.OnAsync(_platform, _folder, "rollback");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(_platform.Server.RequestsTo("GET /api/builds/bld_2"));
        Assert.Single(_platform.Server.RequestsTo("POST /api/deployments/dpl_1/activate"));
    }

    [Fact]
    public async Task A_deployment_alone_is_enough()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "rollback", "dpl_1");

        Assert.Equal(0, run.ExitCode);
        Assert.Empty(_platform.Server.RequestsTo("GET /api/projects"));
    }

    [Fact]
    public async Task An_activation_that_goes_on_is_waited_for()
    {
        var looks = 0;
        _platform.Server.On("POST /api/deployments/dpl_1/activate", context => context.JsonAsync(_platform.Deployment("dpl_4", status: "activating"), 202));
        _platform.Server.On("GET /api/deployments/dpl_4", context =>
            context.JsonAsync(_platform.Deployment("dpl_4", status: ++looks < 3 ? "activating" : "active")));

        Assert.Equal(0, (await CliRun.OnAsync(_platform, _folder, "rollback", "shop")).ExitCode);
        Assert.Equal(3, looks);
    }

    [Fact]
    public async Task An_unhealthy_one_is_a_failure_with_the_servers_words()
    {
        _platform.Server.On("POST /api/deployments/dpl_1/activate", context => context.ProblemAsync(409, "Unhealthy", "The old one still serves."));

        var run = await CliRun.OnAsync(_platform, _folder, "rollback", "shop", "dpl_1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The old one still serves.", run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("y", 0, 1)]
    [InlineData("", 1, 0)]
    [InlineData("n", 1, 0)]
    public async Task On_a_terminal_it_asks_first(string typed, int exitCode, int activations)
    {
        var run = await CliRun.OfAsync(
            new Invocation { WorkingFolder = _folder.Path, Typed = typed, Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri } },
            "rollback");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("Let dpl_1 (build bld_1) serve shop again? [y/N]", run.Error);
        Assert.Equal(activations, _platform.Server.RequestsTo("POST .*").Count());
    }

    [Theory]
    [InlineData("rollback", "shop", "bld_1")]
    [InlineData("rollback", "shop", "dpl_1", "more")]
    public async Task What_is_no_deployment_is_wrong_usage(params string[] args) =>
        Assert.Equal(2, (await CliRun.OnAsync(_platform, _folder, args)).ExitCode);

    [Fact]
    public async Task With_nothing_to_go_back_to_it_says_so()
    {
        _platform.Server.On("GET /api/projects/prj_1/deployments", context => context.JsonAsync(new { items = new[] { _platform.Deployment("dpl_3") } }));

        var run = await CliRun.OnAsync(_platform, _folder, "rollback");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Nothing else of shop has served before", run.Error);
    }
}
