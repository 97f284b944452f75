using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Logs;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Platform.Tests.Blobs;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Tests.Sweeping;

/// <summary>What a sweep takes away, and what it leaves.</summary>
public sealed class SweepTests : SweepTest
{
    private static readonly TestBlob Page = TestBlob.Of("page");
    private static readonly TestBlob Program = TestBlob.Of("page", executable: true);

    [Fact]
    public async Task What_nothing_needs_goes_when_its_pin_has_run_out()
    {
        await Bring(Page);
        await Sweep();
        Assert.True(Blobs.Has(Page.Key));

        await PinsRunOut();
        await Sweep();

        Assert.False(Blobs.Has(Page.Key));
        Assert.Equal(0, await Ask<int>("select (select count(*) from team_blobs) + (select count(*) from blob_locations)"));
    }

    [Fact]
    public async Task What_an_artifact_has_stays_to_the_last_file_until_the_build_is_deleted()
    {
        var (brotli, gzip, server) = (TestBlob.Of("br"), TestBlob.Of("gz"), TestBlob.Of("server", executable: true));
        var manifest = new Manifest(Manifest.CurrentFormat,
        [
            new ManifestFile("a", Program.Key.Sha256, 4, Executable: true, "text/plain"),
            new ManifestFile("b", Page.Key.Sha256, 4, Executable: false, "text/plain")
            {
                Brotli = new Variant(brotli.Key.Sha256, 2), Gzip = new Variant(gzip.Key.Sha256, 2),
            },
        ])
        {
            Server = new ServerBundle { Start = ["node"], Node = "20", Files = [new BundleFile("c", server.Key.Sha256, 6, Executable: true)] },
        };
        foreach (var blob in new[] { Page, Program, brotli, gzip, server })
            await Bring(blob);
        var (build, _) = await Commit(await Rows.Project(), manifest);
        await PinsRunOut();

        await Sweep();
        Assert.Equal(manifest.Contents.Select(c => c.Blob).ToHashSet(), Blobs.All().ToHashSet());

        await Delete(build);
        await Sweep();
        Assert.Empty(Blobs.All());
        Assert.Equal(0, await Ask<int>("select count(*) from artifacts"));
    }

    [Fact]
    public async Task An_executable_file_is_another_content_than_a_plain_one()
    {
        await Bring(Page);
        await Bring(Program);
        await Commit(await Rows.Project(), Of(Program));
        await PinsRunOut();

        await Sweep();

        Assert.Equal([Program.Key], Blobs.All());
    }

    [Fact]
    public async Task A_file_stays_for_the_team_that_needs_it_and_is_forgotten_for_the_one_that_does_not()
    {
        var other = new TeamId("team_other");
        await Tell("insert into teams (id, name) values (@Value, 'Other')", other);
        await Bring(Page);
        await Bring(Page, other);
        await Commit(await Rows.Project(), Of(Page));
        await PinsRunOut();

        await Sweep();

        Assert.True(Blobs.Has(Page.Key));
        Assert.Equal(TeamId.Default.Value, await Ask<string>("select team_id from team_blobs"));
    }

    [Fact]
    public async Task A_deleted_build_keeps_its_contents_while_it_is_served_or_a_host_is_left()
    {
        var project = await Rows.Project();
        await Bring(Page);
        var (build, _) = await Commit(project, Of(Page));
        await PinsRunOut();
        var routes = new PostgresRoutes(Database, new Publication(Database, new Doorbells(Database, NullLogger<Doorbells>.Instance)));
        Assert.IsType<RouteCommit.Committed>(await routes.Commit(await Rows.Deployment(project, build, 1), 1, CancellationToken.None));

        await Delete(build);
        await Sweep();
        Assert.True(Blobs.Has(Page.Key));

        await Tell("delete from routes");
        await Tell("insert into hosts (host, team_id, project_id, build_id, kind) values ('h', 'team_default', @project, @build, 'build')",
            new { project = project.Value, build = build.Value });
        await Sweep();
        Assert.True(Blobs.Has(Page.Key));

        await Tell("delete from hosts");
        await Sweep();
        Assert.False(Blobs.Has(Page.Key));
    }

    [Fact]
    public async Task Nothing_is_activated_that_was_deleted_before()
    {
        var project = await Rows.Project();
        await Bring(Page);
        var (build, _) = await Commit(project, Of(Page));
        await Delete(build);
        var routes = new PostgresRoutes(Database, new Publication(Database, new Doorbells(Database, NullLogger<Doorbells>.Instance)));

        Assert.IsType<RouteCommit.BuildGone>(await routes.Commit(await Rows.Deployment(project, build, 1), 1, CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_project_leaves_nothing_on_the_disk()
    {
        var project = await Rows.Project();
        await Bring(Page);
        await Commit(project, Of(Page));
        await PinsRunOut();
        await Rows.DeleteProject(project);
        await Tell("delete from hosts");

        await Sweep();

        Assert.Empty(Blobs.All());
    }

    [Fact]
    public async Task Logs_of_deleted_builds_go_and_those_of_others_stay()
    {
        var project = await Rows.Project();
        var (kept, gone) = (await Rows.Build(project), await Rows.Build(project));
        foreach (var build in new[] { kept, gone })
        {
            await Tell(
                "insert into build_logs (build_id, seq, attempt, at, stream, text) select @Value, i, 1, now(), 'stdout', 'x' from generate_series(1, 3) as i",
                build);
        }

        await Delete(gone);
        await Sweep();

        Assert.Equal((kept.Value, 3), await Ask<(string, int)>("select build_id, count(*)::int from build_logs group by build_id"));
    }

    [Fact]
    public async Task What_apps_have_printed_goes_with_their_deployment_or_build_and_otherwise_after_a_week()
    {
        var (project, goneProject) = (await Rows.Project(), await Rows.Project());
        var (kept, gone, ofGone) = (await Rows.Build(project), await Rows.Build(project), await Rows.Build(goneProject));
        string[] stay = [kept.Value, (await Rows.Deployment(project, kept, 1)).Deployment.Value];
        string[] go =
        [
            gone.Value, (await Rows.Deployment(project, gone, 2)).Deployment.Value,
            ofGone.Value, (await Rows.Deployment(goneProject, ofGone, 1)).Deployment.Value, "dpl_unknown",
        ];
        var store = new AppLogStore(Database);
        foreach (var app in stay.Concat(go))
        {
            var now = DateTimeOffset.UtcNow;
            await store.Append(
                app, Guid.NewGuid(),
                [
                    new LogLine(1, now.AddDays(-8), "stdout", null, "old"), new LogLine(2, now.AddDays(-7.1), "stdout", null, "old"),
                    new LogLine(3, now.AddDays(-6.9), "stdout", null, "younger"), new LogLine(4, now, "stdout", null, "new"),
                ],
                CancellationToken.None);
        }

        await Delete(gone);
        await Rows.DeleteProject(goneProject);
        await Sweep();

        Assert.Equal(stay.Order(), await Ask<string[]>("select array_agg(app_id order by app_id) from app_log_ends"));
        Assert.Equal(stay.Order(), await Ask<string[]>("select array_agg(distinct app_id order by app_id) from app_logs"));
        foreach (var app in stay)
        {
            Assert.Equal([(3L, "younger"), (4L, "new")], (await store.Read(app, 0, 10, CancellationToken.None)).Select(l => (l.Seq, l.Text)));
            Assert.Equal(4, await store.LastSeq(app, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Where_contents_were_on_nodes_that_are_gone_is_forgotten()
    {
        await Bring(Page);
        await Tell(
            """
            insert into silos (id, node_id, roles, lease_until) values ('s', 'node_2', '{engine}', clock_timestamp());
            insert into blob_locations values (@needed, 'node_gone'), ('nobodys', 'node_2'), ('nobodys', 'node_gone')
            """,
            new { needed = Page.Key.ToString() });

        await Sweep();

        Assert.Equal(
            ["node_1 needed", "node_2 nobodys", "node_gone needed"],
            await Ask<string[]>("select array_agg(node_id || case blob when 'nobodys' then ' nobodys' else ' needed' end order by node_id) from blob_locations"));
    }

    [Fact]
    public async Task A_file_that_nobody_has_noted_is_found_by_looking()
    {
        await Page.PutInto(Blobs);

        await Sweep();

        Assert.Empty(Blobs.All());
    }

    /// <summary>More than one round has, and with as many that stay in between.</summary>
    [Fact]
    public async Task However_many_there_are_exactly_those_go_that_nothing_needs()
    {
        var blobs = Enumerable.Range(0, 2_400).Select(i => TestBlob.Of($"{i}")).ToList();
        await Tell(
            "insert into team_blobs (team_id, blob, size, pinned_until) select 'team_default', blob, 1, clock_timestamp() + interval '1 day' from unnest(@blobs) as blob",
            new { blobs = blobs.Select(b => b.Key.ToString()).ToArray() });
        var needed = blobs.Where((_, i) => i % 2 == 0).ToArray();
        await Commit(await Rows.Project(), Of(needed));
        await PinsRunOut();

        await Sweep();

        var kept = await Ask<string[]>("select array_agg(blob order by blob) from team_blobs");
        Assert.Equal(needed.Select(b => b.Key.ToString()).Order(StringComparer.Ordinal), kept);
    }

    /// <summary>Asked row by row it would take the lock for minutes.</summary>
    [Fact]
    public async Task Whether_an_artifact_has_a_content_is_answered_by_the_index()
    {
        var plan = await Database.Run(
            async (connection, token) => string.Join('\n', await connection.QueryAsync<string>(new CommandDefinition(
                $"explain delete from team_blobs t where not {RecordSweep.IsNeeded}", cancellationToken: token))));

        Assert.Contains("artifacts_contents", plan, StringComparison.Ordinal);
    }
}
