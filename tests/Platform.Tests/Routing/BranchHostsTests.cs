using Dapper;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Tests.Blobs;

namespace MiniVercel.Platform.Tests.Routing;

public sealed class BranchHostsTests : DatabaseTest
{
    private static readonly Manifest Page = new(
        Manifest.CurrentFormat, [new ManifestFile("index.html", TestBlob.Of("hello").Key.Sha256, 5, Executable: false, "text/html; charset=utf-8")]);

    private PostgresHosts Hosts => new(Database);

    [Fact]
    public async Task An_older_build_that_ends_later_never_takes_the_branch_back()
    {
        var project = await Rows.Project("shop");
        var (older, newer) = (await Building(project, "dev"), await Building(project, "dev"));

        await Commit(newer);
        await Commit(older);

        Assert.Equal([("shop-git-dev", newer.Value)], await Branches());
    }

    [Fact]
    public async Task However_many_builds_of_a_branch_end_at_once_it_is_the_newests()
    {
        var project = await Rows.Project("shop");
        var builds = new List<BuildId>();
        for (var i = 0; i < 8; i++)
            builds.Add(await Building(project, i % 2 == 0 ? "dev" : "a/b"));

        await Task.WhenAll(builds.Select(Commit));

        Assert.Equal([("shop-git-a-b", builds[7].Value), ("shop-git-dev", builds[6].Value)], await Branches());
    }

    [Fact]
    public async Task A_build_that_was_deleted_or_canceled_is_not_gone_back_to()
    {
        var project = await Rows.Project("shop");
        var builds = new List<BuildId>();
        for (var i = 0; i < 4; i++)
        {
            builds.Add(await Building(project, "dev"));
            await Commit(builds[i]);
        }

        await Rows.ChangeBuild(builds[1], b => b with { Status = BuildStatus.Canceled });
        foreach (var gone in new[] { 2, 3 })
        {
            await Rows.ChangeBuild(builds[gone], b => b with { DeletedAt = DateTimeOffset.UtcNow });
            await Hosts.ReleaseBuild(builds[gone]);
        }

        Assert.Equal([("shop-git-dev", builds[0].Value)], await Branches());
    }

    [Fact]
    public async Task A_branch_whose_names_all_belong_to_others_has_none_and_its_build_is_no_worse_for_it()
    {
        var other = await Rows.Project("other");
        foreach (var label in HostLabels.OfBranch("shop", "dev"))
            await Tell("insert into hosts (host, team_id, project_id, kind) values (@label, 'team_default', @project, 'production')", new { label, project = other.Value });

        await Commit(await Building(await Rows.Project("shop"), "dev"));

        Assert.Empty(await Branches());
    }

    private async Task<BuildId> Building(ProjectId project, string branch)
    {
        var build = await Rows.Build(project);
        await Rows.ChangeBuild(build, b => b with
        {
            Order = new BuildOrder(TeamId.Default, project, "shop", null, Production: false, Force: false, branch, null, null, null, null, null, null),
        });
        return build;
    }

    private async Task Commit(BuildId build)
    {
        await Rows.Brought(Page);
        Assert.IsType<ArtifactCommit.Committed>(await new ArtifactStore(Database).Commit(
            build, 1, $"shop-{build.Value}", NewId.Of<ArtifactId>(TimeProvider.System), Page, CancellationToken.None));
    }

    private Task<List<(string Host, string Build)>> Branches() => Database.Run(async (connection, _) =>
        (await connection.QueryAsync<(string, string)>("select host, build_id from hosts where kind = 'branch' order by host")).AsList());
}
