using Dapper;
using MiniVercel.Builds;
using MiniVercel.Deployments;
using MiniVercel.Platform.Changes;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Ports;
using Npgsql;

namespace MiniVercel.Platform.Tests.Changes;

/// <summary>What a gateway learns by looking: every change once, whenever it was committed, and how things stand at that very moment.</summary>
public sealed class ChangeStoreTests : DatabaseTest, IFailpoints
{
    private ChangeStore Store => new(Database);

    void IFailpoints.Reach(Failpoint failpoint)
    {
    }

    [Fact]
    public async Task A_look_has_what_came_since_the_last_one_and_nothing_twice()
    {
        var project = await Rows.Project();
        var moment = await Moment();
        var build = await Rows.Build(project);
        await Rows.ChangeBuild(build, state => state with { Step = BuildStep.Clone });
        await Rows.ChangeBuild(build, state => state with { LastSeq = 7 });

        var look = await Store.Look(moment, Sights.None, CancellationToken.None);
        var next = await Store.Look(look.Moment, Sights.None, CancellationToken.None);

        Assert.Equal(
            [("build", 1L, "building", null), ("build", 2, "building", "clone"), ("build", 3, null, null)],
            look.Changes!.Select(c => (c.Kind, c.Version, c.Status, c.Step)));
        Assert.Empty(next.Changes!);
    }

    [Fact]
    public async Task What_is_committed_late_is_not_missed_though_others_came_in_between()
    {
        var project = await Rows.Project();
        await using var late = new NpgsqlConnection(ConnectionString);
        await late.OpenAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await late.ExecuteAsync(
            "insert into changes (kind, id, team_id, project_id) values ('variable', 'late', 'team_default', @id)", new { id = project.Value }, transaction);
        var before = await Moment();
        var build = await Rows.Build(project);
        var first = await Store.Look(before, Sights.None, CancellationToken.None);
        await transaction.CommitAsync();

        var second = await Store.Look(first.Moment, Sights.None, CancellationToken.None);

        Assert.Equal(build.Value, Assert.Single(first.Changes!).Id);
        Assert.Equal("late", Assert.Single(second.Changes!).Id);
        Assert.Empty((await Store.Look(second.Moment, Sights.None, CancellationToken.None)).Changes!);
    }

    [Fact]
    public async Task Too_much_at_once_is_not_told_one_by_one()
    {
        var moment = await Moment();
        await Tell(
            "insert into changes (kind, id, team_id, project_id) select 'variable', 'v' || i, 'team_default', 'p' from generate_series(1, @many) as i",
            new { many = ChangeStore.MostChanges + 1 });

        Assert.Null((await Store.Look(moment, Sights.None, CancellationToken.None)).Changes);
    }

    [Fact]
    public async Task A_moment_of_another_database_that_was_ahead_is_no_beginning() =>
        Assert.Null((await Store.Look("999999999:999999999:", Sights.None, CancellationToken.None)).Changes);

    [Fact]
    public async Task A_deployment_that_is_replaced_has_changed_and_so_has_its_project()
    {
        var project = await Rows.Project();
        var build = await Rows.Build(project, BuildStatus.Success);
        var (first, second) = (await Active(project, build, 1), await Rows.Deployment(project, build, 2));
        var moment = await Moment();

        await Commit(second, project, build, 2);
        var look = await Store.Look(moment, new Sights([], [project.Value], []), CancellationToken.None);

        Assert.Equal(
            [("project", project.Value, null), ("deployment", first.Value, "inactive")], look.Changes!.Select(c => (c.Kind, c.Id, c.Status)));
        Assert.Equal(3, look.Changes![1].Version);
        Assert.Equal(
            [("project", null), ("build", "success"), ("deployment", "inactive"), ("deployment", "activating")],
            look.Standing.Select(c => (c.Kind, c.Status)));
    }

    [Fact]
    public async Task Of_the_sights_nobody_asked_for_nothing_is_seen()
    {
        var (one, other) = (await Rows.Project(), await Rows.Project());
        var (build, foreign) = (await Rows.Build(one, BuildStatus.Failed), await Rows.Build(other));
        await Tell("insert into teams (id, name) values ('team_other', 'Other')");

        Assert.Equal([build.Value], await Seen(new Sights([build.Value], [], [])));
        Assert.Equal([one.Value, build.Value], await Seen(new Sights([], [one.Value], [])));
        Assert.Equal([one.Value, other.Value, build.Value, foreign.Value], await Seen(new Sights([], [], [TeamId.Default.Value])));
        Assert.Empty(await Seen(new Sights([], [], ["team_other"])));
        Assert.Empty(await Seen(new Sights(["bld_unknown"], ["prj_unknown"], [])));
    }

    [Fact]
    public async Task Changes_are_swept_when_nobody_can_ask_for_them_any_more()
    {
        var project = await Rows.Project();
        await Tell("update changes set at = clock_timestamp() - interval '61 minutes'");
        await Rows.Build(project);

        await new RecordSweep(Database, this).Sweep(CancellationToken.None);

        Assert.Equal("build", await Ask<string>("select kind from changes"));
    }

    private async Task<string> Moment() => (await Store.Look(null, Sights.None, CancellationToken.None)).Moment;

    private async Task<IEnumerable<string>> Seen(Sights sights) => (await Store.Look(null, sights, CancellationToken.None)).Standing.Select(c => c.Id);

    private async Task<DeploymentId> Active(ProjectId project, BuildId build, long generation)
    {
        var order = await Rows.Deployment(project, build, generation);
        await Commit(order, project, build, generation);
        await Rows.ChangeDeployment(order.Deployment, state => state with { Phase = DeploymentPhase.Committed });
        return order.Deployment;
    }

    private Task Commit(ActivationOrder order, ProjectId project, BuildId build, long generation) => Tell(
        """
        insert into routes (project_id, team_id, deployment_id, build_id, generation) values (@project, 'team_default', @deployment, @build, @generation)
        on conflict (project_id) do update set deployment_id = @deployment, generation = @generation
        """,
        new { project = project.Value, deployment = order.Deployment.Value, build = build.Value, generation });
}
