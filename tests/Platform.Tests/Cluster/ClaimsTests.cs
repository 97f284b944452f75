using System.Collections.Concurrent;
using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Platform.Cluster;

namespace MiniVercel.Platform.Tests.Cluster;

public sealed class ClaimsTests : DatabaseTest
{
    private static readonly string[] Nothing = [];

    [Fact]
    public async Task However_many_look_at_once_each_build_is_claimed_once()
    {
        const int builds = 60;
        var project = await Rows.Project();
        for (var i = 0; i < builds; i++)
            await Pending(project);
        var runners = new List<Claims>();
        for (var i = 0; i < 12; i++)
            runners.Add(await Live($"silo_{i}"));
        var claimed = new ConcurrentBag<Claim>();

        await Task.WhenAll(runners.Select(async runner =>
        {
            var own = new List<string>();
            while (claimed.Count < builds)
            {
                if (await runner.NextBuild(own, CancellationToken.None) is not { } claim)
                    continue;
                own.Add(claim.Id);
                claimed.Add(claim);
            }
        }));

        Assert.All(claimed, c => Assert.Equal(1, c.Attempt));
        Assert.Equal(builds, claimed.DistinctBy(c => c.Id).Count());
        Assert.Equal(builds, await Ask<int>("select count(*) from build_claims where attempt = 1"));
    }

    [Fact]
    public async Task What_a_live_silo_has_nobody_else_takes()
    {
        var build = await Pending(await Rows.Project());
        var (holder, other) = (await Live("holder"), await Live("other"));
        Assert.Equal(new Claim(build.Value, 1), await holder.NextBuild(Nothing, CancellationToken.None));

        Assert.Null(await other.NextBuild(Nothing, CancellationToken.None));
        Assert.Null(await holder.NextBuild([build.Value], CancellationToken.None));
    }

    [Theory]
    [InlineData("update silos set lease_until = clock_timestamp() where id = 'dead'")]
    [InlineData("delete from silos where id = 'dead'")]
    public async Task What_a_dead_silo_had_is_taken_up_as_the_next_attempt(string death)
    {
        var build = await Pending(await Rows.Project());
        var (dead, other) = (await Live("dead"), await Live("other"));
        await dead.NextBuild(Nothing, CancellationToken.None);
        await Rows.ChangeBuild(build, b => b with { Status = BuildStatus.Building, Attempt = 1 });

        await Tell(death);

        Assert.Equal(new Claim(build.Value, 2), await other.NextBuild(Nothing, CancellationToken.None));
        Assert.Null(await dead.NextBuild([build.Value], CancellationToken.None));
    }

    [Fact]
    public async Task When_all_leases_ran_out_together_nobody_takes_what_another_had()
    {
        var build = await Pending(await Rows.Project());
        var (holder, other) = (await Live("holder"), await Live("other"));
        await holder.NextBuild(Nothing, CancellationToken.None);

        await Tell("update silos set lease_until = clock_timestamp()");
        Assert.Null(await other.NextBuild(Nothing, CancellationToken.None));
        await Tell("update silos set lease_until = clock_timestamp() + interval '1 hour', held_since = clock_timestamp() where id = 'other'");
        Assert.Null(await other.NextBuild(Nothing, CancellationToken.None));
        await Tell("update silos set held_since = clock_timestamp() - interval '4 seconds' where id = 'other'");
        Assert.Equal(new Claim(build.Value, 2), await other.NextBuild(Nothing, CancellationToken.None));
    }

    [Fact]
    public async Task A_claim_of_its_own_that_a_silo_does_not_know_of_is_taken_again()
    {
        var build = await Pending(await Rows.Project());
        var silo = await Live("silo");
        await silo.NextBuild(Nothing, CancellationToken.None);

        Assert.Equal(new Claim(build.Value, 2), await silo.NextBuild(["bld_another"], CancellationToken.None));
    }

    [Fact]
    public async Task The_project_with_the_fewest_running_builds_comes_first_and_then_the_oldest_build()
    {
        var (busy, quiet) = (await Rows.Project(), await Rows.Project());
        var running = await Pending(busy);
        BuildId[] waiting = [await Pending(busy), await Pending(busy)];
        BuildId[] late = [await Pending(quiet), await Pending(quiet)];
        var silo = await Live("silo");
        var own = new List<string>();
        var order = new List<string>();
        while (await silo.NextBuild(own, CancellationToken.None) is { } claim)
        {
            own.Add(claim.Id);
            order.Add(claim.Id);
            await Rows.ChangeBuild(new BuildId(claim.Id), b => b with { Status = BuildStatus.Building, Attempt = 1 });
        }

        // One of each in turn: whoever has less running is next, and the older where both have as much.
        Assert.Equal([running.Value, late[0].Value, waiting[0].Value, late[1].Value, waiting[1].Value], order);
    }

    [Theory]
    [InlineData(BuildStatus.Success)]
    [InlineData(BuildStatus.Failed)]
    [InlineData(BuildStatus.Canceled)]
    public async Task A_build_that_has_ended_is_never_claimed(BuildStatus status)
    {
        await Rows.Build(await Rows.Project(), status);

        Assert.Null(await (await Live("silo")).NextBuild(Nothing, CancellationToken.None));
    }

    [Fact]
    public async Task A_build_that_was_deleted_is_never_claimed()
    {
        var build = await Pending(await Rows.Project());
        await Rows.ChangeBuild(build, b => b with { DeletedAt = DateTimeOffset.UtcNow });

        Assert.Null(await (await Live("silo")).NextBuild(Nothing, CancellationToken.None));
    }

    [Fact]
    public async Task Of_a_projects_activations_the_newest_is_claimed_first_and_the_others_by_the_same_rules()
    {
        var project = await Rows.Project();
        var build = await Rows.Build(project, BuildStatus.Success);
        var (first, second) = (await Rows.Deployment(project, build, 1), await Rows.Deployment(project, build, 2));
        await Rows.ChangeDeployment((await Rows.Deployment(project, build, 3)).Deployment, d => d with { Phase = DeploymentPhase.Superseded });
        var (dead, other) = (await Live("dead"), await Live("other"));

        Assert.Equal(new Claim(second.Deployment.Value, 1), await dead.NextActivation(Nothing, CancellationToken.None));
        Assert.Equal(new Claim(first.Deployment.Value, 1), await other.NextActivation(Nothing, CancellationToken.None));
        Assert.Null(await other.NextActivation([first.Deployment.Value], CancellationToken.None));
        await Tell("delete from silos where id = 'dead'");

        Assert.Equal(new Claim(second.Deployment.Value, 2), await other.NextActivation([first.Deployment.Value], CancellationToken.None));
    }

    private Task<BuildId> Pending(ProjectId project) => Rows.Build(project, BuildStatus.Pending, attempt: 0);

    private async Task<Claims> Live(string silo)
    {
        await Tell(
            """
            insert into silos (id, node_id, roles, lease_until, held_since)
            values (@silo, 'node', '{worker}', clock_timestamp() + interval '1 hour', clock_timestamp() - interval '1 hour')
            """,
            new { silo });
        return new Claims(Database, new SiloIdentity(silo, "node", ["worker"]));
    }
}
