using MiniVercel.Deployments;
using MiniVercel.Gateway.Api.Deployments;
using MiniVercel.Ports;

namespace MiniVercel.Silo.Tests.Grains;

/// <summary>An activation whose engines are lost one after the other: what was committed serves, and is never said to have failed.</summary>
public sealed class DeploymentGrainTests(IdleSilo silo) : IClassFixture<IdleSilo>
{
    private const int TooMany = DeploymentLifecycle.MaxAttempts + 1;

    [Fact]
    public async Task One_that_was_committed_goes_on_however_many_engines_are_lost_before_they_could_tell()
    {
        var (order, grain) = await Ordered();
        await grain.Start(1, "engine-1");
        await Commit(order);

        for (var attempt = 2; attempt <= TooMany + 2; attempt++)
            Assert.IsType<ActivationReply.Go>(await grain.Start(attempt, $"engine-{attempt}"));

        await silo.Get<ActivationRun>().Activate(order.Deployment, TooMany + 3, "engine-last", CancellationToken.None);
        Assert.Equal("active", (await Shown(order)).Status);
    }

    [Fact]
    public async Task One_that_was_committed_is_not_failed_by_an_artifact_that_was_damaged_since()
    {
        var (order, grain) = await Ordered();
        await grain.Start(1, "engine-1");
        await Commit(order);

        // The build has no artifact at all: nothing could be more damaged.
        await silo.Get<ActivationRun>().Activate(order.Deployment, 2, "engine-2", CancellationToken.None);

        Assert.Equal(("active", null), await Shown(order) is var shown ? (shown.Status, shown.Reason) : default);
    }

    [Fact]
    public async Task One_that_was_not_committed_is_given_up()
    {
        var (order, grain) = await Ordered();

        Assert.IsType<ActivationReply.Go>(await grain.Start(TooMany - 1, "engine-1"));
        Assert.IsType<ActivationReply.Stop>(await grain.Start(TooMany, "engine-2"));

        Assert.Equal(("unhealthy", "engine_lost"), await Shown(order) is var shown ? (shown.Status, shown.Reason) : default);
    }

    private async Task<(ActivationOrder Order, IDeploymentGrain Grain)> Ordered()
    {
        var (build, _) = await silo.Building();
        var project = new ProjectId((await silo.Get<Gateway.Api.Builds.BuildQueries>().Find(TeamId.Default, build.Value, CancellationToken.None))!.ProjectId);
        var id = NewId.Of<DeploymentId>(TimeProvider.System);
        var order = new ActivationOrder(TeamId.Default, project, build, id, Generation: 1, IsRollback: false);
        var grain = silo.Grains.GetGrain<IDeploymentGrain>(id.Value);
        await grain.Begin(order);
        return (order, grain);
    }

    private async Task Commit(ActivationOrder order) => Assert.IsType<RouteCommit.Committed>(
        await silo.Get<IRoutes>().Commit(order, attempt: 1, CancellationToken.None));

    private async Task<DeploymentView> Shown(ActivationOrder order) =>
        (await silo.Get<DeploymentQueries>().Find(order.Team, order.Deployment.Value, CancellationToken.None))!;
}
