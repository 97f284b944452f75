using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Silo;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>The API as it describes itself, driven with whatever one can send: a new call is covered on the day that it appears.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    /// <summary>What takes an account or a repository there; its answers are looked at where it is played.</summary>
    private static readonly string[] s_atGitHub =
        ["github.repositories.list", "projects.webhook.register", "projects.pull-requests.approve", "webhooks.github.hear"];

    private readonly string _repositories = TemporaryFolder.Create("described");
    private TestSilo _silo = null!;
    private ApiDocument _document = null!;

    public async Task InitializeAsync()
    {
        _silo = await TestSilo.Start(options: new SiloOptions { GitFolders = [_repositories] });
        _document = await ApiDocument.Of(_silo);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_repositories, recursive: true);
    }

    [Fact]
    public void Every_call_is_described_under_a_name_of_its_own()
    {
        var described = _document.Operations.Select(o => (o.Method, o.Path)).ToHashSet();
        foreach (var (method, pattern) in Endpoints.Of(_silo).Where(e => e.Pattern.StartsWith("/api/", StringComparison.Ordinal) && e.Method != "HEAD"))
        {
            if (pattern != "/api/openapi.json")
                Assert.Contains((method, pattern), described);
        }

        Assert.Empty(_document.Operations.GroupBy(o => o.Id).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.All(_document.Operations, o => Assert.Matches("^[a-z_.-]+$", o.Id));
    }

    [Fact]
    public async Task The_dashboards_client_is_made_from_this_description()
    {
        var copy = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Web", "openapi.json")));

        Assert.True(
            JsonNode.DeepEquals(copy, _document.Whole),
            "src/Web/openapi.json is not what the gateway says. With `./minivercel up` running, in src/Web: npm run api");
    }

    [Fact]
    public async Task Its_page_can_be_read_by_all()
    {
        using var http = new HttpClient();
        var page = await http.GetAsync($"http://localhost:{_silo.Endpoint.Port}/api/docs/index.html");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Mini Vercel API", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_that_is_described_is_read_and_refused_by_name_where_it_is_wrong()
    {
        using var ada = await Person.SignUp(_silo);
        var ids = await DrivenThings.Of(ada);
        var read = 0;
        foreach (var operation in _document.Operations.Where(o => o.Fields.Count > 0))
        {
            foreach (var (field, kind) in operation.Fields)
            {
                var wrong = kind.Name == "string" ? (object)new[] { new { a = 1 } } : "\u0001 not that";
                var body = Alone(operation, field, wrong, ids);
                var before = await WholeDatabase.Digest(_silo.ConnectionString);

                var answer = await ada.Api.Send(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids), new StringContent(body));

                Assert.True(
                    (int)answer.Status == 422 && answer.ErrorsOf(field).Count > 0,
                    $"{operation.Id} does not refuse {field}: {body} {(int)answer.Status} {answer.Json?.ToJsonString()}");
                Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
                read++;
            }
        }

        Assert.True(read > 40, $"only {read} fields are described");
    }

    [Fact]
    public async Task A_field_may_be_null_where_it_is_described_so_and_nowhere_else()
    {
        using var ada = await Person.SignUp(_silo);
        var ids = await DrivenThings.Of(ada);
        foreach (var operation in _document.Operations.Where(o => o.Fields.Count > 0).OrderBy(o => o.Id == "auth.logout"))
        {
            foreach (var (field, kind) in operation.Fields)
            {
                var body = Alone(operation, field, null, ids);

                var answer = await ada.Api.Send(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids), new StringContent(body));

                Assert.True((int)answer.Status < 500, $"{operation.Id} {body} {(int)answer.Status}");
                var isRefused = answer.ErrorsOf(field).Any(why => why.StartsWith("It must", StringComparison.Ordinal));
                Assert.True(isRefused != kind.MayBeNull, $"{operation.Id} {body} {(int)answer.Status} {answer.Json?.ToJsonString()}");
            }
        }
    }

    [Fact]
    public void Every_call_says_what_it_gives()
    {
        foreach (var operation in _document.Operations)
        {
            Assert.True(
                operation.Answers.Any(a => a is { Status: 204 or 302, Schema: null } or { Status: < 300, Schema: not null }), $"{operation.Id} does not say what it gives");
            Assert.True(operation.Answers.All(a => a.Schema is not null || a.Status is 204 or 302), $"{operation.Id} has an answer without a form");
        }

        Assert.All(_document.WrittenThings(), thing => Assert.True(
            thing.Value["properties"] is not { } fields || fields.AsObject().Select(f => f.Key).ToHashSet().SetEquals(ApiDocument.Required(thing.Value)),
            $"Of {thing.Key} every field is there, and so is required"));
    }

    [Fact]
    public async Task What_says_that_it_takes_no_body_reads_none()
    {
        using var ada = await Person.SignUp(_silo);
        var ids = await DrivenThings.Of(ada);
        foreach (var operation in _document.Operations.Where(o => !o.TakesBody && o.Method is "POST" or "PUT"))
        {
            var answer = await ada.Api.Send(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids), new StringContent("{"));

            Assert.True(answer.Status != HttpStatusCode.BadRequest, $"{operation.Id} reads a body that is not described");
        }
    }

    [Fact]
    public async Task Every_answer_is_as_it_is_described()
    {
        using var ada = await Person.SignUp(_silo);
        var ids = await DrivenThings.Of(ada);
        var checks = new HashSet<string>();
        async Task Check(ApiDriver api, string id, object? body = null, string query = "")
        {
            var operation = _document.Operations.Single(o => o.Id == id);
            var content = body is null ? null : new StringContent(JsonSerializer.Serialize(body));
            var answer = await api.Send(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids) + query, content);
            Assert.True((int)answer.Status < 300, $"{id} {(int)answer.Status} {answer.Json?.ToJsonString()}");
            Assert.Empty(_document.Complaints(operation, answer).Select(c => $"{id}: {c}"));
            checks.Add(id);
        }

        var (project, upload) = (ids["projects"], ids["uploads"]);
        await Check(ada.Api, "auth.me.change", new { name = "Ada" });
        await Check(ada.Api, "projects.change", new { app_type = "static", retention_days = 3, app_cpus = 0.5 });
        await Check(ada.Api, "projects.builds.create", new { upload_id = upload });
        await Check(ada.Api, "deploy", new { project_id = project, upload_id = upload });
        await Check(ada.Api, "projects.deployments.create", new { build_id = ids["builds"] }, "?wait=true");
        await Check(ada.Api, "deployments.activate");
        await Check(ada.Api, "projects.uploads.create", new { files = new[] { new { path = "a", sha256 = ids["blobs"], size = 6 } } });
        await Check(ada.Api, "projects.env.add", new { variables = new[] { new { key = "A", value = "a" }, new { key = "B", value = "b" } } });
        await Check(ada.Api, "projects.env.add", new { key = "ONE", value = "1", target = new[] { "preview" }, scope = "runtime" });
        await Check(ada.Api, "projects.env.change", new { value = "another" });
        await Check(ada.Api, "projects.domains.add", new { name = ids["domains"] });
        await Check(ada.Api, "projects.domains.verify");
        await Check(ada.Api, "projects.hooks.create", new { name = "another", branch = "main" });
        await Check(ada.Api, "projects.webhook.put");
        await Check(ada.Api, "projects.create", new { name = Site.NewName("described") });
        await Check(ada.Api, "teams.create", new { name = "Described" });
        await Check(ada.Api, "teams.rename", new { name = "Renamed" });
        await Check(ada.Api, "teams.members.change_role", new { role = "owner" });
        await Check(ada.Api, "teams.invitations.invite", new { email = "eve@example.test" });
        await Check(ada.Api, "tokens.create", new { name = "described", expires_in_days = 3 });
        (await ada.Api.Put($"/api/projects/{project}", new { git_url = "https://github.com/ada/site" })).Expect(HttpStatusCode.OK);
        await Check(ada.Api, "projects.git-credential.put", new { token = "t" });
        await Check(ada.Api, "hooks.call", new { @ref = "main" });
        await Check(ada.Api, "projects.transfer", new { team_id = ada.Team });
        var begun = await ada.Api.Post("/api/auth/device");
        Assert.Empty(_document.Complaints(_document.Operations.Single(o => o.Id == "auth.device.begin"), begun));
        await Check(ada.Api, "auth.device.token.take", new { device_code = begun.Text("device_code") });
        await Check(ada.Api, "auth.device.look", query: $"?code={begun.Text("user_code")}");
        await Check(ada.Api, "auth.device.approve", new { user_code = begun.Text("user_code") });
        await Check(ada.Api, "auth.device.token.take", new { device_code = begun.Text("device_code") });
        await Check(ada.Api, "auth.login", new { email = ada.Email, password = Person.Password });
        await Check(ada.Api, "auth.refresh", new { refresh_token = ada.RefreshToken });
        await Check(_silo.Api, "cluster.keys.rotate");
        var site = GitFolder.Create(_repositories);
        site.Commit("One", ("index.html", "one"));
        await Check(ada.Api, "survey.of_repository", query: $"?git_url={Uri.EscapeDataString(site.Url)}");
        await Check(ada.Api, "survey.of_folder", new { files = new[] { new { path = "index.html" } } });
        foreach (var read in _document.Operations.Where(o => o.Method == "GET" && o.Answers.All(a => a.Status != 302) && !s_atGitHub.Contains(o.Id) && !checks.Contains(o.Id)))
            await Check(read.Id.StartsWith("cluster.", StringComparison.Ordinal) ? _silo.Api : ada.Api, read.Id);

        var rest = _document.Operations.Where(o => o.Answers.Any(a => a is { Status: < 300, Schema: not null })).Select(o => o.Id).Except(checks).Except(s_atGitHub);
        Assert.Equal(["auth.device.begin", "auth.signup", "builds.cancel", "invitations.accept"], rest.Order());
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered_plainly_and_what_is_refused_changes_nothing()
    {
        using var ada = await Person.SignUp(_silo);
        var ids = await DrivenThings.Of(ada);
        var random = new Random(20261121);
        var (sent, refused) = (0, 0);
        foreach (var operation in _document.Operations.Where(o => !o.Path.StartsWith("/health", StringComparison.Ordinal) && !o.Id.StartsWith("auth.", StringComparison.Ordinal)))
        {
            for (var i = 0; i < 12; i++)
            {
                var path = DrivenThings.Fill(operation.Path, random.Next(3) == 0 ? Odd(random) : ids) + Query(operation, random);
                var body = operation.Fields.Count > 0 || random.Next(4) == 0 ? Body(operation, random) : null;
                var before = await WholeDatabase.Digest(_silo.ConnectionString);

                var answer = await ada.Api.Send(new HttpMethod(operation.Method), path, body is null ? null : new StringContent(body));

                sent++;
                Assert.True((int)answer.Status < 500, $"{operation.Id} {path} {body} {(int)answer.Status} {answer.Json?.ToJsonString()}");
                if ((int)answer.Status < 400)
                {
                    Assert.Empty(_document.Complaints(operation, answer).Select(c => $"{operation.Id}: {c}"));
                    ids = await DrivenThings.Of(ada, ids);
                    continue; // what it made may go on for a while
                }

                refused++;
                Assert.True(
                    answer.ContentHeaders.ContentType?.MediaType == "application/problem+json", $"{operation.Id} {path} {body} {(int)answer.Status} has no problem");
                Assert.NotEmpty(answer.Text("trace_id"));
                Assert.NotEmpty(answer.Text("title"));
                Assert.True(before == await WholeDatabase.Digest(_silo.ConnectionString), $"{operation.Id} {path} {body} was refused with {(int)answer.Status}, and has changed something");
            }
        }

        Assert.True(sent > 400 && refused > sent / 2, $"{sent} sent, {refused} refused");
    }

    [Fact]
    public async Task Another_teams_id_is_no_id_in_every_call_that_takes_one()
    {
        using var ada = await Person.SignUp(_silo);
        using var eve = await Person.SignUp(_silo);
        using var both = await Person.SignUp(_silo); // in two teams, neither of them ada's
        var invitation = (await eve.Api.Post($"/api/teams/{eve.Team}/invitations", new { role = "owner" })).Text("token");
        (await both.Api.Post("/api/invitations/accept", new { token = invitation })).Expect(HttpStatusCode.OK);
        var ids = await DrivenThings.Of(ada);
        foreach (var operation in _document.Operations.Where(o => o.Path.Contains("/{", StringComparison.Ordinal) && !o.Path.Contains("/health/", StringComparison.Ordinal) && o.Id != "hooks.call"))
        {
            foreach (var stranger in new[] { eve, both })
            {
                var path = DrivenThings.Fill(operation.Path, ids);
                var before = await WholeDatabase.Digest(_silo.ConnectionString);

                var answer = await stranger.Api.Send(new HttpMethod(operation.Method), path, new StringContent("""{"name": "stolen", "role": "viewer", "build_id": "x"}"""));

                Assert.True(answer.Status == HttpStatusCode.NotFound, $"{operation.Id} {path} {(int)answer.Status} {answer.Json?.ToJsonString()}");
                Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
            }
        }
    }

    /// <summary>A body of this field alone, but for what a call must know before it looks any further.</summary>
    private static string Alone(ApiOperation operation, string field, object? value, Dictionary<string, string> ids)
    {
        var fields = new Dictionary<string, object?> { [field] = value };
        if (operation.Fields.ContainsKey("project_id"))
            fields.TryAdd("project_id", ids["projects"]);
        return JsonSerializer.Serialize(fields);
    }

    private static Dictionary<string, string> Odd(Random random)
    {
        string[] odd = ["x", "prj_", "prj_00000000000000000000", "bld_'--", "%2e%2e", "..%2f..", new('a', 300), "ä%F0%9F%92%A9", "null", "0", "team_default", "%ff"];
        return new Dictionary<string, string> { [""] = odd[random.Next(odd.Length)] };
    }

    private static string Query(ApiOperation operation, Random random)
    {
        string[] values = ["", "1", "0", "-1", "101", "true", "x", "%00", "2026-01-01", new('9', 40), "preview", "%ff"];
        var query = operation.Query.Where(_ => random.Next(3) == 0).Select(name => $"{name}={values[random.Next(values.Length)]}");
        return string.Join('&', query) is { Length: > 0 } some ? "?" + some : "";
    }

    private static string Body(ApiOperation operation, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                string[] broken = ["", "{", "[]", "null", "1", "\"x\"", "{\"name\":}", "\0", "{\"a\":1}{", new('[', 100), "{\"name\": \"\ud800\"}".Replace("\ud800", "\\ud800", StringComparison.Ordinal)];
                return broken[random.Next(broken.Length)];
            case 1:
                return string.Concat(Enumerable.Repeat("{\"name\":", 200)) + "1" + new string('}', 200);
            default:
                var fields = new JsonObject();
                foreach (var (name, kind) in operation.Fields)
                {
                    if (random.Next(3) > 0)
                        fields[name] = Value(kind.Name, random);
                }

                return fields.ToJsonString();
        }
    }

    private static JsonNode? Value(string kind, Random random) => random.Next(6) switch
    {
        0 => null,
        1 => JsonValue.Create(random.NextDouble() * 1e300),
        2 => new JsonArray(new JsonObject { ["path"] = "../../etc/passwd", ["sha256"] = "x", ["size"] = -1 }, "x", null),
        3 => JsonValue.Create(random.Next(2) == 0),
        _ => kind switch
        {
            "integer" or "number" => JsonValue.Create(random.Next(-10, 100_000)),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "array" => new JsonArray("production", "x"),
            _ => JsonValue.Create(Text(random)),
        },
    };

    private static string Text(Random random)
    {
        string[] texts =
        [
            "", " ", "main", "a", "<script>alert(1)</script>", "\u001b[31mred", "'; drop table users; --", "../..", "https://example.com/a.git", "javascript:alert(1)",
            new('x', 5_000), "\u0000", "ä💩\u202e", "production", "owner", "read", "example.test", "{{7*7}}", "%s%n", "a\r\nb: c",
        ];
        return texts[random.Next(texts.Length)] + (random.Next(3) == 0 ? random.Next(1000).ToString(CultureInfo.InvariantCulture) : "");
    }
}
