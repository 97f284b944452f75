using System.Net;
using Dapper;
using MiniVercel.Gateway.Tests.Live;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

[Collection(HeldSiloCollection.Name)]
public class BuildTests(HeldSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    private ApiDriver Api => fixture.Silo.Api;

    [Fact]
    public async Task A_new_build_is_pending_and_has_every_field()
    {
        using var held = await HeldBuild.Start(fixture);
        var site = await Site.Create(Silo, "fields");
        var upload = await Api.Upload(site.Project, new Dictionary<string, string> { ["index.html"] = "x" });
        var sha = new string('a', 40);

        var answer = await Api.Post($"/api/projects/{site.Project}/builds", new { upload_id = upload, @ref = "feature/x", commit_sha = sha });

        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal($"/api/builds/{answer.Text("id")}", answer.Headers.Location?.ToString());
        Assert.Matches("^bld_[0-9a-z]{20}$", answer.Text("id"));
        Assert.Equal(
            ["artifact_id", "attempt", "author", "branch", "branch_url", "changed_count", "changed_paths", "commit_sha", "completed_at", "created_at",
             "duration_ms", "environment", "id", "message", "preview_url", "production", "project_id", "reason", "started_at", "status", "step", "upload_id"],
            answer.Json!.AsObject().Select(f => f.Key).Order());
        Assert.Equal(("pending", "feature/x", sha, site.Project), (answer.Text("status"), answer.Text("branch"), answer.Text("commit_sha"), answer.Text("project_id")));
        Assert.Equal((upload, false), (answer.Text("upload_id"), answer["production"].GetValue<bool>()));
        Assert.All(
            new[] { "artifact_id", "branch_url", "changed_count", "changed_paths", "completed_at", "duration_ms", "environment", "preview_url", "reason", "started_at", "step" },
            field => Assert.Null(answer.Json![field]));
        Assert.Equal("building", (await Api.Get($"/api/builds/{held.Id}")).Text("status"));
    }

    [Fact]
    public async Task A_project_that_the_body_names_is_built_just_the_same()
    {
        var site = await Site.Create(Silo, "named");
        var upload = await Api.Upload(site.Project, new Dictionary<string, string> { ["index.html"] = "x" });

        var build = (await Api.Post("/api/deploy", new { project_id = site.Project, upload_id = upload, @ref = "feature/x" })).Expect(HttpStatusCode.Accepted);

        Assert.Equal((site.Project, "feature/x"), (build.Text("project_id"), build.Text("branch")));
        Assert.Equal("success", (await Api.WaitForBuild(build.Text("id"))).Text("status"));
        (await Api.Post("/api/deploy", new { project_id = "prj_unknown" })).Expect(HttpStatusCode.NotFound);
        using var stranger = await OtherTeam.Enter(Silo);
        (await stranger.Post("/api/deploy", new { project_id = site.Project, upload_id = upload })).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_build_that_succeeded_says_what_it_made_and_how_long_it_took()
    {
        var site = await Site.Create(Silo, "made");

        var build = await site.Build("page");

        Assert.Equal(("success", "main", 1), (build.Text("status"), build.Text("branch"), build["attempt"].GetValue<int>()));
        Assert.Null(build.Json!["reason"]);
        Assert.Matches($"^http://{site.Name}-[2-7][a-z2-7]{{11}}\\.localhost:{Silo.Endpoint.Port}$", build.Text("preview_url"));
        var took = DateTimeOffset.Parse(build.Text("completed_at"), null) - DateTimeOffset.Parse(build.Text("started_at"), null);
        Assert.Equal((long)took.TotalMilliseconds, build["duration_ms"].GetValue<long>());
    }

    [Fact]
    public async Task An_artifact_is_told_in_figures()
    {
        var site = await Site.Create(Silo, "artifact");
        var build = await site.Build(new Dictionary<string, byte[]> { ["index.html"] = "12345"u8.ToArray(), ["a/b"] = "67"u8.ToArray() });
        await site.Activate(build.Text("id"));

        var artifact = (await Api.Get($"/api/artifacts/{build.Text("artifact_id")}")).Expect(HttpStatusCode.OK);

        Assert.Equal(
            (build.Text("artifact_id"), build.Text("id"), 7, 2),
            (artifact.Text("id"), artifact.Text("build_id"), artifact["size"].GetValue<int>(), artifact["file_count"].GetValue<int>()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", artifact.Text("created_at"));
        Assert.Equal("12345", await File.ReadAllTextAsync(Path.Combine(Silo.Folder, artifact.Text("storage_path"), "index.html")));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Get("/api/artifacts/art_unknown")).Status);
    }

    [Fact]
    public async Task The_list_shows_those_of_a_status_or_a_branch_alone()
    {
        var site = await Site.Create(Silo, "filtered");
        var main = (await site.Build("page")).Text("id");
        var other = (await site.Build("page", "feature/x")).Text("id");
        var builds = $"/api/projects/{site.Project}/builds";

        async Task<IEnumerable<string>> Ids(string query) =>
            (await Api.Get($"{builds}?{query}")).Expect(HttpStatusCode.OK)["items"].AsArray().Select(b => b!["id"]!.GetValue<string>());

        Assert.Equal([other, main], await Ids("status=success"));
        Assert.Equal([main], await Ids("branch=main"));
        Assert.Equal([other], await Ids("branch=feature/x&status=success"));
        Assert.Empty(await Ids("status=failed"));
        Assert.Equal([main], await Ids($"status=success&limit=1&cursor={other}"));
        Assert.NotNull((await Api.Get($"{builds}?status=ready")).Expect(HttpStatusCode.UnprocessableEntity)["errors"]["status"]);
        Assert.NotNull((await Api.Get($"{builds}?branch=a..b")).Expect(HttpStatusCode.UnprocessableEntity)["errors"]["branch"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task The_list_goes_through_every_build_once_the_newest_first(int limit)
    {
        using var held = await HeldBuild.Start(fixture);
        var site = await Site.Create(Silo, "builds");
        var upload = await Api.Upload(site.Project, new Dictionary<string, string> { ["index.html"] = "x" });
        var made = new List<string>();
        for (var i = 0; i < 4; i++)
            made.Insert(0, (await Api.Post($"/api/projects/{site.Project}/builds", new { upload_id = upload })).Text("id"));

        var pages = await Listing.Pages(Api, $"/api/projects/{site.Project}/builds", limit);

        Assert.Equal(made, pages.SelectMany(p => p));
        Assert.Equal((4 + limit - 1) / limit, pages.Count);
        (await Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_build_in_the_queue_is_canceled_and_never_runs()
    {
        using var held = await HeldBuild.Start(fixture);
        var waiting = await HeldBuild.Queue(Silo);

        var canceled = (await Api.Post($"/api/builds/{waiting}/cancel")).Expect(HttpStatusCode.OK);

        Assert.Equal(("canceled", "canceled_by_user"), (canceled.Text("status"), canceled.Text("reason")));
        held.LetGo();
        await Api.WaitForBuild(held.Id);
        await Api.WaitForBuild(await HeldBuild.Queue(Silo)); // whatever was in the queue before has had its turn
        var after = await Api.Get($"/api/builds/{waiting}");
        Assert.Equal(canceled.Json!.ToJsonString(), after.Json!.ToJsonString());
        Assert.Equal(0, after["attempt"].GetValue<int>());
    }

    [Fact]
    public async Task A_newer_commit_of_a_branch_takes_the_place_of_those_that_wait()
    {
        using var held = await HeldBuild.Start(fixture);
        var site = await Site.Create(Silo, "overtaken");
        var upload = await Api.Upload(site.Project, new Dictionary<string, string> { ["index.html"] = "x" });
        async Task<string> Queue(string branch, char? commit, bool production = false) => (await Api.Post(
            $"/api/projects/{site.Project}/builds",
            new { upload_id = upload, @ref = branch, production, commit_sha = commit is { } c ? new string(c, 40) : null })).Expect(HttpStatusCode.Accepted).Text("id");

        var older = await Queue("main", 'a');
        string[] apart = [await Queue("other", 'a'), await Queue("main", 'a', production: true), await Queue("main", commit: null)];
        var newer = await Queue("main", 'b');

        var overtaken = await Api.Get($"/api/builds/{older}");
        Assert.Equal(("canceled", "superseded"), (overtaken.Text("status"), overtaken.Text("reason")));
        foreach (var waiting in apart.Append(newer))
            Assert.Equal("pending", (await Api.Get($"/api/builds/{waiting}")).Text("status"));
        (await Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_running_build_is_canceled_and_leaves_nothing_on_the_air()
    {
        using var held = await HeldBuild.Start(fixture);

        var canceled = (await Api.Post($"/api/builds/{held.Id}/cancel")).Expect(HttpStatusCode.OK);

        Assert.Equal(("canceled", "canceled_by_user"), (canceled.Text("status"), canceled.Text("reason")));
        held.LetGo();
        await Api.WaitForBuild(await HeldBuild.Queue(Silo));
        var after = await Api.Get($"/api/builds/{held.Id}");
        Assert.Equal("canceled", after.Text("status"));
        Assert.Null(after.Json!["artifact_id"]);
        Assert.Null(after.Json!["preview_url"]);
    }

    [Fact]
    public async Task A_build_that_has_ended_cannot_be_canceled()
    {
        var site = await Site.Create(Silo, "ended");
        var build = await site.Build("page");

        var refused = (await Api.Post($"/api/builds/{build.Text("id")}/cancel")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("The build has ended already; its status is success.", refused.Text("detail"));

        Assert.Equal("success", (await Api.Get($"/api/builds/{build.Text("id")}")).Text("status"));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Post("/api/builds/bld_unknown/cancel")).Status);
    }

    [Fact]
    public async Task A_build_can_be_deleted_unless_it_runs_or_serves()
    {
        using var held = await HeldBuild.Start(fixture);
        var waiting = await HeldBuild.Queue(Silo);
        Assert.Equal(HttpStatusCode.Conflict, (await Api.Delete($"/api/builds/{held.Id}")).Status);
        var queued = (await Api.Delete($"/api/builds/{waiting}")).Expect(HttpStatusCode.Conflict);
        Assert.Equal("It cannot be deleted: the build is pending; cancel it first.", queued.Text("detail"));
        held.LetGo();
        await Api.WaitForBuild(waiting);
        (await Api.Delete($"/api/builds/{waiting}")).Expect(HttpStatusCode.NoContent);

        var site = await Site.Create(Silo, "serving");
        var (first, second) = (await site.Build("first"), await site.Build("second"));
        await site.Activate(first.Text("id"));
        var refused = await Api.Delete($"/api/builds/{first.Text("id")}");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("active deployment", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("first", (await site.Get()).Text);

        await site.Activate(second.Text("id"));
        (await Api.Delete($"/api/builds/{first.Text("id")}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("second", (await site.Get()).Text);
    }

    [Fact]
    public async Task A_deleted_build_is_gone_from_every_call()
    {
        var site = await Site.Create(Silo, "build-gone");
        var build = await site.Build("page");
        var id = build.Text("id");

        (await Api.Delete($"/api/builds/{id}")).Expect(HttpStatusCode.NoContent);

        foreach (var path in new[] { $"/api/builds/{id}", $"/api/builds/{id}/logs", $"/api/artifacts/{build.Text("artifact_id")}" })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await Api.Get(path)).Status));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Delete($"/api/builds/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Post($"/api/builds/{id}/cancel")).Status);
        Assert.Empty((await Api.Get($"/api/projects/{site.Project}/builds"))["items"].AsArray());
        Assert.Equal(422, (int)(await Api.Activate(site.Project, id)).Status);
    }

    [Fact]
    public async Task Deleting_a_project_cancels_its_builds()
    {
        using var held = await HeldBuild.Start(fixture);
        var running = (await Api.Get($"/api/builds/{held.Id}")).Text("project_id");
        var upload = await Api.Upload(running, new Dictionary<string, string> { ["index.html"] = "x" });
        var waiting = (await Api.Post($"/api/projects/{running}/builds", new { upload_id = upload, production = true })).Text("id");

        using var stream = await EventStream.Open(Silo, held.Id);

        (await Api.Delete($"/api/projects/{running}")).Expect(HttpStatusCode.NoContent);

        var end = Assert.Single(await stream.ToEnd());
        Assert.Equal(
            ("status", "canceled", "project_deleted"),
            (end.Name, end.Data["status"]!.GetValue<string>(), end.Data["reason"]!.GetValue<string>()));
        Assert.Equal("canceled project_deleted", await Recorded(held.Id));
        Assert.Equal("canceled project_deleted", await Recorded(waiting));
        held.LetGo();
        await Api.WaitForBuild(await HeldBuild.Queue(Silo));
        Assert.Equal("canceled project_deleted", await Recorded(held.Id));
    }

    /// <summary>How a build stands in the database: the API no longer shows it.</summary>
    private async Task<string?> Recorded(string build)
    {
        await using var source = NpgsqlDataSource.Create(Silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>("select status || ' ' || (state ->> 'reason') from builds where id = @build", new { build });
    }
}
