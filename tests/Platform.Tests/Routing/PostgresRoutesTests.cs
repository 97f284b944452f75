using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Tests.Routing;

public sealed class PostgresRoutesTests : DatabaseTest
{
    private PostgresRoutes _routes = null!;
    private ProjectId _project;
    private BuildId _build;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _routes = new PostgresRoutes(Database, new Publication(Database, new Doorbells(Database, NullLogger<Doorbells>.Instance)));
        _project = await Rows.Project();
        _build = await Rows.Build(_project, BuildStatus.Success);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_commits_race_the_highest_generation_wins(int seed)
    {
        const int racers = 24;
        var before = await Clock();
        var orders = new List<ActivationOrder>();
        for (var generation = 1; generation <= racers; generation++)
            orders.Add(await Order(generation));
        var shuffled = orders.ToArray();
        new Random(seed).Shuffle(shuffled);

        var commits = await Task.WhenAll(shuffled.Select(async order => (order.Generation, Commit: await Commit(order))));

        var winners = commits.Where(c => c.Commit is RouteCommit.Committed).OrderBy(c => c.Generation)
            .Select(c => ((RouteCommit.Committed)c.Commit).Clock).ToList();
        Assert.Equal(winners.Order().Distinct(), winners);
        Assert.Equal(before with { N = before.N + winners.Count }, await Clock());
        Assert.All(commits, c => Assert.True(c.Commit is RouteCommit.Committed or RouteCommit.Superseded));
        Assert.IsType<RouteCommit.Committed>(commits.Single(c => c.Generation == racers).Commit);
        Assert.Equal((long)racers, await Ask<long>("select generation from routes"));
        Assert.Equal(winners.Count, await Ask<int>("select count(*) from route_commits"));
    }

    [Fact]
    public async Task An_older_generation_never_replaces_a_newer_one()
    {
        var older = await Order(1);
        var newer = await Order(2);
        await Commit(newer);
        var clock = await Clock();

        Assert.IsType<RouteCommit.Superseded>(await Commit(older));

        Assert.Equal(newer.Deployment.Value, await Ask<string>("select deployment_id from routes"));
        Assert.Equal(clock, await Clock());
    }

    [Fact]
    public async Task A_commit_said_again_is_the_same_commit()
    {
        var order = await Order(1);
        var first = await Commit(order);
        var clock = await Clock();

        Assert.Equal(first, await Commit(order));
        Assert.Equal(clock, await Clock());
    }

    [Fact]
    public async Task A_commit_said_again_is_the_same_commit_even_where_a_newer_one_followed()
    {
        var order = await Order(1);
        var first = await Commit(order);
        await Commit(await Order(2));

        Assert.Equal(first, await Commit(order));
        Assert.Equal(2, await Ask<long>("select generation from routes"));
    }

    [Fact]
    public async Task A_commit_said_again_while_the_first_is_under_way_is_the_same_commit()
    {
        for (var generation = 1; generation <= 10; generation++)
        {
            var order = await Order(generation);
            var before = await Clock();

            var commits = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Commit(order)));

            Assert.IsType<RouteCommit.Committed>(commits[0]);
            Assert.Single(commits.Distinct());
            Assert.Equal(before with { N = before.N + 1 }, await Clock());
        }
    }

    [Fact]
    public async Task Another_attempt_and_an_activation_that_has_ended_commit_nothing()
    {
        var order = await Order(1);
        Assert.IsType<RouteCommit.NotMine>(await Commit(order, attempt: 2));

        await Rows.ChangeDeployment(order.Deployment, d => d with { Attempt = 2 });
        Assert.IsType<RouteCommit.NotMine>(await Commit(order, attempt: 1));

        await Rows.ChangeDeployment(order.Deployment, d => d with { Phase = DeploymentPhase.Unhealthy });
        Assert.IsType<RouteCommit.NotMine>(await Commit(order, attempt: 2));

        Assert.Equal(0, await Ask<int>("select count(*) from routes"));
    }

    [Fact]
    public async Task A_project_that_was_deleted_gets_no_route()
    {
        var order = await Order(1);
        await Rows.DeleteProject(_project);

        Assert.IsType<RouteCommit.ProjectGone>(await Commit(order));

        Assert.Equal(0, await Ask<int>("select count(*) from routes"));
    }

    [Fact]
    public async Task A_build_serves_while_its_route_is_there_and_has_served_for_ever()
    {
        var next = await Rows.Build(_project, BuildStatus.Success);
        var order = await Order(1);
        Assert.False(await _routes.HasServed(_build) || await _routes.HasCommitted(order.Deployment));

        await Commit(order);
        Assert.True(await _routes.HasCommitted(order.Deployment));
        Assert.True(await _routes.Serves(_build) && await _routes.HasServed(_build));

        await Commit(await Rows.Deployment(_project, next, 2));
        Assert.False(await _routes.Serves(_build));
        Assert.True(await _routes.HasServed(_build));
        Assert.True(await _routes.Serves(next));
    }

    private Task<ActivationOrder> Order(long generation) => Rows.Deployment(_project, _build, generation);

    private Task<RouteCommit> Commit(ActivationOrder order, int attempt = 1) => _routes.Commit(order, attempt, CancellationToken.None);

    private async Task<RouteClock> Clock()
    {
        var (epoch, n) = await Ask<(long, long)>("select epoch, n from route_clock");
        return new RouteClock(epoch, n);
    }
}
