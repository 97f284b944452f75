using MiniVercel.Builds;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Platform.Tests.Builds;

/// <summary>Which builds are old enough to go, and needed by nothing.</summary>
public sealed class OldBuildsTests : DatabaseTest
{
    private ProjectId _project;
    private BuildId _old;
    private BuildId _newest;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _project = await Rows.Project();
        _old = await Ended(daysAgo: 40);
        _newest = await Ended(daysAgo: 39);
    }

    [Fact]
    public async Task Nothing_goes_unless_somebody_has_said_so()
    {
        Assert.Empty(await Find(null));
        Assert.Equal([_old], await Find(30));
        Assert.Empty(await Find(41));
    }

    [Theory]
    [InlineData(null, 30, true)]
    [InlineData(60, 30, false)]
    [InlineData(30, null, true)]
    [InlineData(30, 60, true)]
    [InlineData(0, 30, false)]
    public async Task What_the_project_says_goes_before_what_the_operator_says(int? project, int? operators, bool goes)
    {
        await Tell("update projects set state = jsonb_set(state, '{settings,retention_days}', coalesce(to_jsonb(@days::int), 'null'))", new { days = project });

        Assert.Equal(goes ? [_old] : [], await Find(operators));
    }

    [Fact]
    public async Task The_newest_success_of_each_branch_stays_however_old()
    {
        var other = await Ended(daysAgo: 50, branch: "other");
        await Ended(daysAgo: 38, branch: "other", status: BuildStatus.Failed);

        Assert.DoesNotContain(other, await Find(30));
        Assert.DoesNotContain(_newest, await Find(30));
    }

    [Theory]
    [InlineData(BuildStatus.Failed, true)]
    [InlineData(BuildStatus.Canceled, true)]
    [InlineData(BuildStatus.Pending, false)]
    [InlineData(BuildStatus.Building, false)]
    public async Task What_ended_otherwise_goes_and_what_has_not_ended_stays(BuildStatus status, bool goes)
    {
        var build = await Ended(daysAgo: 40, status: status);

        Assert.Equal(goes, (await Find(30)).Contains(build));
    }

    [Fact]
    public async Task What_serves_or_is_about_to_stays()
    {
        await Rows.Deployment(_project, _old, 1);
        Assert.Empty(await Find(30));

        await Tell("update deployments set state = jsonb_set(state, '{phase}', '\"committed\"')");
        Assert.Equal([_old], await Find(30));

        await Tell("insert into routes select project_id, team_id, id, build_id, 1 from deployments");
        Assert.Empty(await Find(30));
    }

    [Fact]
    public async Task What_its_project_has_been_asked_to_activate_stays()
    {
        await Tell(
            "update projects set state = jsonb_set(state, '{requested}', jsonb_build_array(jsonb_build_object('build', @Value::text)))", _old);

        Assert.Empty(await Find(30));
    }

    [Theory]
    [InlineData("branch", false)]
    [InlineData("build", true)]
    public async Task What_a_name_of_its_own_points_to_stays(string kind, bool goes)
    {
        await Tell(
            "insert into hosts (host, team_id, project_id, build_id, kind, branch) values ('h', 'team_default', @project, @build, @kind, @branch)",
            new { project = _project.Value, build = _old.Value, kind, branch = kind == "branch" ? "old" : null });

        Assert.Equal(goes ? [_old] : [], await Find(30));
    }

    [Fact]
    public async Task The_ten_that_were_active_last_can_be_gone_back_to()
    {
        var served = new List<BuildId>();
        for (var generation = 1; generation <= 12; generation++)
        {
            var build = generation == 12 ? served[0] : await Ended(daysAgo: 40 + generation);
            served.Add(build);
            await Rows.Deployment(_project, build, generation);
        }

        await Tell("update deployments set state = jsonb_set(state, '{phase}', '\"committed\"')");
        await Tell("insert into route_commits select id, project_id, build_id, generation, 1, 1 from deployments");

        // Of eleven that ever served, the second is the one that was active longest ago: the first came back.
        Assert.Equal([_old, _newest, served[1]], (await Find(30)).OrderBy(b => b.Value, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_very_many_the_oldest_go_first()
    {
        await Tell("update builds set state = jsonb_set(state, '{status}', '\"failed\"')");

        Assert.Equal([_old], await new OldBuilds(Database).Find(30, most: 1, CancellationToken.None));
    }

    private async Task<BuildId> Ended(int daysAgo, BuildStatus status = BuildStatus.Success, string branch = "main")
    {
        var build = await Rows.Build(_project, status);
        await Rows.ChangeBuild(build, b => b with
        {
            Order = new BuildOrder(TeamId.Default, _project, "shop", null, Production: false, Force: false, branch, null, null, null, null, null, null),
            CompletedAt = DateTimeOffset.UtcNow.AddDays(-daysAgo),
        });
        return build;
    }

    private Task<IReadOnlyList<BuildId>> Find(int? days) => new OldBuilds(Database).Find(days, most: 100, CancellationToken.None);
}
