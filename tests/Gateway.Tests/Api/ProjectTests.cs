using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

[Collection(SiloCollection.Name)]
public class ProjectTests(SharedSilo fixture)
{
    private static readonly string[] Nullable =
        ["git_url", "root_directory", "install_command", "build_command", "output_directory", "app_type", "domain", "retention_days", "app_cpus"];

    private ApiDriver Api => fixture.Silo.Api;

    [Fact]
    public async Task A_new_project_has_its_defaults_and_every_field()
    {
        var name = Site.NewName("defaults");

        var created = (await Api.Post("/api/projects", new { name })).Expect(HttpStatusCode.Created);

        Assert.Equal($"/api/projects/{created.Text("id")}", created.Headers.Location?.ToString());
        Assert.Matches("^prj_[0-9a-z]{20}$", created.Text("id"));
        Assert.Equal(
            [
                "active_deployment_id", "app_memory_mb", "app_processes", "auto_activate", "branch", "created_at", "git_lfs", "git_submodules", "health_path", "id", "name",
                "production_url", "team_id", "updated_at",
                .. Nullable,
            ],
            created.Json!.AsObject().Select(f => f.Key).Order().Except(Nullable).Concat(Nullable));
        Assert.Equal((name, "main"), (created.Text("name"), created.Text("branch")));
        Assert.Equal(
            (false, false, true),
            (created["git_submodules"].GetValue<bool>(), created["git_lfs"].GetValue<bool>(), created["auto_activate"].GetValue<bool>()));
        Assert.Equal(("/", 1024, 512), (created.Text("health_path"), created["app_memory_mb"].GetValue<int>(), created["app_processes"].GetValue<int>()));
        Assert.Equal($"http://{fixture.Silo.SiteHost(name)}", created.Text("production_url"));
        Assert.All(Nullable.Append("active_deployment_id"), field => Assert.Null(created.Json![field]));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", created.Text("created_at"));
        Assert.Equal(created.Json!.ToJsonString(), (await Api.Get($"/api/projects/{created.Text("id")}")).Json!.ToJsonString());
    }

    [Fact]
    public async Task What_a_change_leaves_out_stays_and_what_it_sets_to_null_is_cleared()
    {
        var all = Everything(Site.NewName("full"));
        var project = (await Api.Post("/api/projects", all)).Expect(HttpStatusCode.Created);
        var path = $"/api/projects/{project.Text("id")}";
        AssertSettings(all, project);

        AssertSettings(all, (await Api.Put(path, new { })).Expect(HttpStatusCode.OK));
        var defaults = new JsonObject { ["branch"] = "main", ["health_path"] = "/", ["app_memory_mb"] = 1024, ["app_processes"] = 512 };
        foreach (var field in Nullable.Concat(defaults.Select(d => d.Key)))
        {
            var changed = await Api.Put(path, new JsonObject { [field] = null });
            all[field] = defaults[field]?.DeepClone();
            AssertSettings(all, changed.Expect(HttpStatusCode.OK));
        }

        all["git_url"] = "git@git.example.com:a/b";
        AssertSettings(all, await Api.Put(path, new { github_url = "git@git.example.com:a/b" }));
        AssertSettings(all, await Api.Get(path));
    }

    [Fact]
    public async Task Text_comes_back_as_it_was_written_and_times_end_in_Z()
    {
        const string command = "echo 'ä' && a > b # <it's> + ☃";
        var project = (await Api.Post("/api/projects", new { name = Site.NewName("text"), build_command = command })).Expect(HttpStatusCode.Created);
        var token = (await File.ReadAllTextAsync(Path.Combine(fixture.Silo.Folder, "admin-token"))).Trim();

        var answer = await RawHttp.Get(
            fixture.Silo.Endpoint, "localhost", $"/api/projects/{project.Text("id")}", [new("authorization", $"Bearer {token}")]);
        var refused = await RawHttp.Get(fixture.Silo.Endpoint, "localhost", "/api/projects");

        Assert.Contains($"\"build_command\":\"{command}\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains("'Authorization: Bearer …'", refused.Text, StringComparison.Ordinal);
        Assert.Equal(2, answer.Text.Split("Z\"").Length - 1);
    }

    [Fact]
    public async Task A_change_moves_updated_at_only_when_it_changes_something()
    {
        var project = (await Api.Post("/api/projects", new { name = Site.NewName("touched") })).Expect(HttpStatusCode.Created);
        var path = $"/api/projects/{project.Text("id")}";

        Assert.Equal(project.Text("updated_at"), (await Api.Put(path, new { branch = "main" })).Text("updated_at"));
        var changed = await Api.Put(path, new { branch = "other" });

        Assert.True(string.CompareOrdinal(changed.Text("updated_at"), project.Text("updated_at")) > 0);
        Assert.Equal(project.Text("created_at"), changed.Text("created_at"));
    }

    [Fact]
    public async Task Changes_of_different_fields_made_at_once_all_stand()
    {
        var path = $"/api/projects/{await Api.CreateProject(Site.NewName("at-once"))}";
        for (var round = 1; round <= 10; round++)
        {
            var changes = new JsonObject
            {
                ["branch"] = $"b{round}",
                ["root_directory"] = $"r{round}",
                ["install_command"] = $"i{round}",
                ["build_command"] = $"c{round}",
                ["output_directory"] = $"o{round}",
                ["domain"] = $"d{round}.example.com",
            };

            var answers = await Task.WhenAll(changes.Select(c => Api.Put(path, new JsonObject { [c.Key] = c.Value!.DeepClone() })));

            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            AssertSettings(changes, await Api.Get(path));
        }
    }

    [Fact]
    public async Task A_change_to_a_taken_name_is_a_conflict_and_changes_nothing()
    {
        var (first, second) = (await Site.Create(fixture.Silo, "taken"), await Site.Create(fixture.Silo, "taken"));

        var answer = await Api.Put($"/api/projects/{second.Project}", new { name = first.Name, branch = "other" });

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.NotEmpty(answer.ErrorsOf("name"));
        var kept = await Api.Get($"/api/projects/{second.Project}");
        Assert.Equal((second.Name, "main"), (kept.Text("name"), kept.Text("branch")));
        (await Api.Put($"/api/projects/{second.Project}", new { name = Site.NewName("taken") })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_many_that_want_one_name_at_once_one_gets_it()
    {
        var name = Site.NewName("wanted");

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Api.Post("/api/projects", new { name })));

        Assert.Equal([HttpStatusCode.Created, .. Enumerable.Repeat(HttpStatusCode.Conflict, 11)], answers.Select(a => a.Status).Order());
        Assert.Single((await Api.Get($"/api/projects?name={name}"))["items"].AsArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task The_list_goes_through_every_project_once_the_newest_first(int limit)
    {
        using var team = await OtherTeam.Enter(fixture.Silo);
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Insert(0, await team.CreateProject(Site.NewName("listed")));

        var pages = await Listing.Pages(team, "/api/projects", limit);

        Assert.Equal(made, pages.SelectMany(p => p));
        Assert.Equal((5 + limit - 1) / limit, pages.Count);
        Assert.All(pages, page => Assert.InRange(page.Count, 1, limit));
    }

    [Fact]
    public async Task A_list_that_ends_with_its_page_has_no_next_one_and_an_empty_one_is_a_list()
    {
        using var team = await OtherTeam.Enter(fixture.Silo);
        var empty = await team.Get("/api/projects");
        Assert.Equal("""{"items":[],"next":null}""", empty.Json!.ToJsonString());

        for (var i = 0; i < 21; i++)
            await team.CreateProject(Site.NewName("counted"));

        Assert.Null((await team.Get("/api/projects?limit=21")).Json!["next"]);
        var usual = await team.Get("/api/projects");
        Assert.Equal(20, usual["items"].AsArray().Count);
        Assert.Equal(usual["items"][19]!["id"]!.GetValue<string>(), usual.Text("next"));
    }

    [Fact]
    public async Task A_project_is_found_by_its_name_alone()
    {
        var site = await Site.Create(fixture.Silo, "by-name");

        var found = await Api.Get($"/api/projects?name={site.Name}");

        Assert.Equal(site.Project, Assert.Single(found["items"].AsArray())!["id"]!.GetValue<string>());
        Assert.Empty((await Api.Get($"/api/projects?name={site.Name[..^1]}%25"))["items"].AsArray());
    }

    [Fact]
    public async Task A_deleted_project_is_gone_from_every_call()
    {
        var site = await Site.Create(fixture.Silo, "deleted");
        var build = await site.Build("page");
        var deployment = await site.Activate(build.Text("id"));

        (await Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);

        foreach (var path in new[]
        {
            $"/api/projects/{site.Project}", $"/api/projects/{site.Project}/builds", $"/api/projects/{site.Project}/deployments",
            $"/api/deployments/{deployment.Text("id")}", $"/api/health/{site.Project}", $"/api/builds/{build.Text("id")}",
            $"/api/builds/{build.Text("id")}/logs", $"/api/artifacts/{build.Text("artifact_id")}",
        })
            Assert.Equal((path, HttpStatusCode.NotFound), (path, (await Api.Get(path)).Status));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Delete($"/api/projects/{site.Project}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Put($"/api/projects/{site.Project}", new { branch = "x" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Post($"/api/projects/{site.Project}/uploads", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Post($"/api/deployments/{deployment.Text("id")}/activate")).Status);
        Assert.Empty((await Api.Get($"/api/projects?name={site.Name}"))["items"].AsArray());
    }

    private static JsonObject Everything(string name) => new()
    {
        ["name"] = name,
        ["git_url"] = "https://git.example.com/a/b",
        ["branch"] = "trunk",
        ["root_directory"] = "web",
        ["install_command"] = "npm ci",
        ["build_command"] = "npm run build",
        ["output_directory"] = "dist",
        ["app_type"] = "vite",
        ["domain"] = "www.example.com",
        ["git_submodules"] = true,
        ["git_lfs"] = true,
        ["retention_days"] = 30,
        ["health_path"] = "/healthz?full=1&q=%20",
        ["app_memory_mb"] = 64,
        ["app_cpus"] = 0.5,
        ["app_processes"] = 8192,
        ["auto_activate"] = false,
    };

    private static void AssertSettings(JsonObject expected, ApiAnswer project) => Assert.Equal(
        expected.Select(f => $"{f.Key}: {f.Value}"), expected.Select(f => $"{f.Key}: {project.Json![f.Key]}"));
}
