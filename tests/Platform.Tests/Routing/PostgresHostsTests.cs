using Dapper;
using MiniVercel.Builds;
using MiniVercel.Platform.Routing;

namespace MiniVercel.Platform.Tests.Routing;

public sealed class PostgresHostsTests : DatabaseTest
{
    private PostgresHosts Hosts => new(Database);

    [Fact]
    public async Task A_project_answers_by_its_name_and_only_by_that()
    {
        var project = await Rows.Project();

        await Hosts.PointProduction(TeamId.Default, project, "shop");
        await Hosts.PointProduction(TeamId.Default, project, "shop");
        await Hosts.PointProduction(TeamId.Default, project, "store");

        Assert.Equal([("store", project.Value)], await Owners());
    }

    [Fact]
    public async Task A_name_that_a_renamed_project_has_not_let_go_of_yet_is_taken_over()
    {
        var renamed = await Rows.Project();
        var next = await Rows.Project();
        await Hosts.PointProduction(TeamId.Default, renamed, "shop");

        await Hosts.PointProduction(TeamId.Default, next, "shop");
        Assert.Equal([("shop", next.Value)], await Owners());

        await Hosts.PointProduction(TeamId.Default, renamed, "store");
        Assert.Equal([("shop", next.Value), ("store", renamed.Value)], await Owners());
    }

    [Fact]
    public async Task Projects_that_swap_their_names_both_get_them()
    {
        var one = await Rows.Project();
        var other = await Rows.Project();
        for (var round = 0; round < 10; round++)
        {
            var names = round % 2 == 0 ? ("left", "right") : ("right", "left");
            await Task.WhenAll(
                Hosts.PointProduction(TeamId.Default, one, names.Item1),
                Hosts.PointProduction(TeamId.Default, other, names.Item2));
        }

        Assert.Equal([("left", other.Value), ("right", one.Value)], await Owners());
    }

    [Fact]
    public async Task A_build_s_host_is_not_taken_for_a_project_s()
    {
        var project = await Rows.Project();
        await BuildHost(project, "shop");

        await Hosts.PointProduction(TeamId.Default, await Rows.Project(), "shop");

        Assert.Equal([("shop", project.Value)], await Owners());
    }

    [Fact]
    public async Task A_released_build_takes_its_own_host_along()
    {
        var project = await Rows.Project();
        await Hosts.PointProduction(TeamId.Default, project, "shop");
        var released = await BuildHost(project, "shop-2aaaaaaaaaaa");
        await BuildHost(project, "shop-2bbbbbbbbbbb");

        await RaisesTheClock(() => Hosts.ReleaseBuild(released));

        Assert.Equal(["shop", "shop-2bbbbbbbbbbb"], (await Owners()).Select(o => o.Host));
    }

    [Fact]
    public async Task A_released_project_takes_every_host_and_its_route_along()
    {
        var gone = await Rows.Project();
        var stays = await Rows.Project();
        foreach (var (project, name) in new[] { (gone, "gone"), (stays, "stays") })
        {
            await Hosts.PointProduction(TeamId.Default, project, name);
            var build = await BuildHost(project, name + "-2aaaaaaaaaaa");
            var order = await Rows.Deployment(project, build, 1);
            await Tell(
                "insert into routes (project_id, team_id, deployment_id, build_id, generation) values (@project, @team, @deployment, @build, 1)",
                new { project = project.Value, team = order.Team.Value, deployment = order.Deployment.Value, build = build.Value });
        }

        await RaisesTheClock(() => Hosts.ReleaseProject(gone));

        Assert.Equal(["stays", "stays-2aaaaaaaaaaa"], (await Owners()).Select(o => o.Host));
        Assert.Equal(stays.Value, await Ask<string>("select project_id from routes"));
    }

    private async Task<BuildId> BuildHost(ProjectId project, string host)
    {
        var build = await Rows.Build(project, BuildStatus.Success);
        await Tell(
            "insert into hosts (host, team_id, project_id, build_id, kind) values (@host, @team, @project, @build, 'build')",
            new { host, team = TeamId.Default.Value, project = project.Value, build = build.Value });
        return build;
    }

    private async Task RaisesTheClock(Func<Task> change)
    {
        var before = await Ask<long>("select n from route_clock");
        await change();
        Assert.Equal(before + 1, await Ask<long>("select n from route_clock"));
    }

    private Task<List<(string Host, string Project)>> Owners() => Database.Run(async (connection, _) =>
        (await connection.QueryAsync<(string, string)>("select host, project_id from hosts order by host")).AsList());
}
