using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A stranger learns nothing, not even what there is.</summary>
[Collection(SiloCollection.Name)]
public class AuthenticationTests(SharedSilo fixture)
{
    private static readonly string[] OpenToAll = ["/", "/health", "/health/live", "/health/ready", "/api/health/{project}"];

    /// <summary>How one is let in.</summary>
    private static readonly string[] Doors =
        ["/api/auth/signup", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/auth/device", "/api/auth/device/token"];

    /// <summary>What says by itself who sends it.</summary>
    private static readonly string[] Hooks = ["/api/hooks/{token}", "/api/webhooks/github"];

    /// <summary>What a browser asks for before anybody is logged in: what there is to log in by, and the way to GitHub and back.</summary>
    private static readonly string[] BeforeLogin = ["/api/auth/options", "/api/auth/github", "/api/auth/github/callback"];

    private TestSilo Silo => fixture.Silo;

    public static TheoryData<string?> BadHeaders =>
    [
        null,
        "",
        "Bearer",
        "Bearer ",
        "Bearer mv_wrong",
        "Bearer null",
        "Bearer ' or 1=1 --",
        "Bearer \t",
        $"Bearer {new string('a', 600)}",
        "Basic YWRtaW46YWRtaW4=",
        "Token {0}",
        "{0}",
        "Bearer{0}",
        "Bearer {0}x",
        "Bearer {0} {0}",
        "Bearer Bearer {0}",
        "Bearer x, Bearer {0}",
    ];

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public async Task Every_call_but_the_open_ones_needs_a_valid_token(string? header)
    {
        var sent = header is null ? [] : new[] { KeyValuePair.Create("authorization", string.Format(null, header, Token())) };
        var calls = Endpoints.Of(Silo);
        Assert.True(calls.Count > 20, "the list of calls is not the server's");

        foreach (var (method, pattern) in calls.Where(c => c.Pattern != "/api/openapi.json" && !OpenToAll.Contains(c.Pattern) && !(c.Method == "POST" && (Doors.Contains(c.Pattern) || Hooks.Contains(c.Pattern))) && !BeforeLogin.Contains(c.Pattern)))
            await Refused(method, Endpoints.Fill(pattern, _ => "any"), sent);
        await Refused("GET", "/api/projects/any/nothing-of-the-kind", sent);
        await Refused("DELETE", "/api/projects", sent);
        await Refused("GET", "/api/file.txt", sent);
    }

    [Fact]
    public async Task The_open_calls_are_open_and_no_others()
    {
        var site = await Site.Create(Silo, "open");
        await site.Deploy("page");

        foreach (var pattern in OpenToAll)
        {
            foreach (var method in new[] { "GET", "HEAD" })
            {
                var request = new RawRequest("localhost", Endpoints.Fill(pattern, _ => site.Project)) { Method = method, KeepAlive = false };
                Assert.Equal((pattern, method, 200), (pattern, method, (await RawHttp.Send(Silo.Endpoint, request)).Status));
            }
        }
    }

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("BEARER   {0} ")]
    public async Task A_valid_token_lets_in_however_the_scheme_is_spelled(string header)
    {
        var answer = await RawHttp.Get(
            Silo.Endpoint, "localhost", "/api/projects", [new("authorization", string.Format(null, header, Token()))]);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_token_in_the_address_lets_nobody_in() =>
        await Refused("GET", $"/api/projects?token={Token()}&access_token={Token()}", []);

    [Fact]
    public async Task What_is_not_there_is_a_problem_like_any_other()
    {
        foreach (var path in new[] { "/api/nothing", "/api/nothing.txt", "/api/projects/a/b/c.json", "/nothing", "/favicon.ico" })
        {
            var answer = await Silo.Api.Get(path);

            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.Status));
            Assert.NotEmpty(answer.Text("trace_id"));
        }
    }

    [Theory]
    [InlineData("PATCH", "/api/projects", "GET, POST")]
    [InlineData("POST", "/api/projects/prj_1", "DELETE, GET, PUT")]
    [InlineData("DELETE", "/api/builds/bld_1/logs", "GET")]
    [InlineData("PUT", "/health/live", "GET, HEAD")]
    public async Task A_known_address_says_which_methods_it_answers(string method, string path, string allowed)
    {
        var answer = await Silo.Api.Send(new HttpMethod(method), path, null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Equal(allowed, string.Join(", ", answer.ContentHeaders.Allow.Order()));
        Assert.Contains(method, answer.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_belongs_to_another_team_does_not_exist()
    {
        var site = await Site.Create(Silo, "theirs");
        var build = await site.Build("page");
        var deployment = await site.Activate(build.Text("id"));
        var hash = Site.HashOf(Encoding.UTF8.GetBytes(site.Name));
        var upload = (await Silo.Api.Post($"/api/projects/{site.Project}/uploads", UploadOf(hash, site.Name.Length))).Text("id");
        var invitation = (await Silo.Api.Post("/api/teams/team_default/invitations", new { role = "owner" })).Expect(HttpStatusCode.Created).Text("id");
        var adminToken = (await Silo.Api.Get("/api/tokens"))["items"].AsArray().Select(t => t!["id"]!.GetValue<string>()).First();
        var hook = (await Silo.Api.Post($"/api/projects/{site.Project}/hooks", new { name = "theirs" })).Expect(HttpStatusCode.Created).Text("id");
        string IdOf(string thing) => thing switch
        {
            "projects" or "health" => site.Project,
            "builds" => build.Text("id"),
            "deployments" => deployment.Text("id"),
            "artifacts" => build.Text("artifact_id"),
            "uploads" => upload,
            "blobs" => hash,
            "env" => "TOKEN",
            "hooks" => hook,
            "requests" => "7",
            "domains" => "theirs.example.test",
            "tokens" => adminToken,
            "teams" => "team_default",
            "members" => "usr_admin",
            "invitations" => invitation,
            "resolve" => new Uri(build.Text("preview_url")).Host,
            _ => throw new ArgumentOutOfRangeException(nameof(thing), thing, "Say which id this call takes."),
        };
        (await Silo.Api.Post($"/api/projects/{site.Project}/env", new { key = "TOKEN", value = "theirs" })).Expect(HttpStatusCode.Created);
        using var stranger = await OtherTeam.Enter(Silo);

        foreach (var (method, pattern) in Endpoints.Of(Silo).Where(c => c.Pattern.Contains("/{", StringComparison.Ordinal)))
        {
            if (OpenToAll.Contains(pattern) || Hooks.Contains(pattern))
                continue;
            var path = Endpoints.Fill(pattern, IdOf);
            var answer = await stranger.Send(new HttpMethod(method), path, new StringContent("""{"name": "stolen", "build_id": "x", "role": "viewer"}"""));
            Assert.Equal((method, path, HttpStatusCode.NotFound), (method, path, answer.Status));
        }

        Assert.Empty((await stranger.Get("/api/projects"))["items"].AsArray());
        Assert.Empty((await stranger.Get($"/api/projects?name={site.Name}"))["items"].AsArray());
        Assert.Equal((200, "page"), ((await site.Get()).Status, (await site.Get()).Text));
        Assert.Equal(site.Name, (await Silo.Api.Get($"/api/projects/{site.Project}")).Text("name"));
    }

    [Fact]
    public async Task Knowing_the_hash_of_anothers_content_is_not_enough_to_have_it()
    {
        var secret = $"the content of {Site.NewName("secret")}";
        var mine = await Site.Create(Silo, "mine");
        await mine.Deploy(secret);
        var hash = Site.HashOf(Encoding.UTF8.GetBytes(secret));
        using var stranger = await OtherTeam.Enter(Silo);
        var project = await stranger.CreateProject(Site.NewName("thief"));

        var upload = (await stranger.Post($"/api/projects/{project}/uploads", UploadOf(hash, secret.Length))).Expect(HttpStatusCode.Created);
        Assert.Equal([hash], upload["missing"].AsArray().Select(m => m!.GetValue<string>()));
        var build = await stranger.Post($"/api/projects/{project}/builds", new { upload_id = upload.Text("id") });
        Assert.Equal(422, (int)build.Status);
        Assert.NotEmpty(build.ErrorsOf("upload_id"));
        Assert.Empty((await stranger.Get($"/api/projects/{project}/builds"))["items"].AsArray());

        // Whoever has the content itself brings it as if nobody had: from then on it is theirs as well.
        (await stranger.Send(HttpMethod.Put, $"/api/uploads/{upload.Text("id")}/blobs/{hash}", new StringContent(secret))).Expect(HttpStatusCode.NoContent);
        var again = await stranger.Post($"/api/projects/{project}/uploads", UploadOf(hash, secret.Length));
        Assert.Empty(again["missing"].AsArray());
    }

    [Fact]
    public async Task An_upload_serves_no_project_but_its_own()
    {
        var (first, second) = (await Site.Create(Silo, "upload"), await Site.Create(Silo, "upload"));
        var upload = await Silo.Api.Upload(first.Project, new Dictionary<string, string> { ["index.html"] = "x" });

        var answer = await Silo.Api.Post($"/api/projects/{second.Project}/builds", new { upload_id = upload });

        Assert.Equal(422, (int)answer.Status);
        Assert.NotEmpty(answer.ErrorsOf("upload_id"));
    }

    private static object UploadOf(string sha256, int size) =>
        new { files = new[] { new { path = "index.html", sha256, size, executable = false } } };

    private string Token() => File.ReadAllText(Path.Combine(Silo.Folder, "admin-token")).Trim();

    private async Task Refused(string method, string path, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var answer = await RawHttp.Send(
            Silo.Endpoint, new RawRequest("localhost", path) { Method = method, Headers = headers, KeepAlive = false });

        Assert.Equal((method, path, 401), (method, path, answer.Status));
        Assert.Equal(("application/problem+json", "Bearer"), (answer.Header("content-type")?.Split(';')[0], answer.Header("www-authenticate")));
        Assert.NotEmpty(JsonNode.Parse(answer.Text)!["trace_id"]!.GetValue<string>());
    }
}
