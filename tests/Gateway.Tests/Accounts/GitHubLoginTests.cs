using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using MiniVercel.Silo;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>A silo whose people log in with a GitHub that the tests speak for.</summary>
public sealed class GitHubSilo : IAsyncLifetime
{
    public GitHubServer GitHub { get; private set; } = null!;

    public TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        GitHub = await GitHubServer.Start();
        Silo = await TestSilo.Start(options: new SiloOptions
        {
            GitHubUrl = GitHub.Url,
            GitHubApi = GitHub.Url,
            GitHubClientId = "client",
            GitHubClientSecret = "client secret",
            GitHosts = Platform.Network.AllowedHosts.Parse("127.0.0.1")!,
        });
    }

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        await GitHub.DisposeAsync();
    }
}

/// <summary>Who GitHub says somebody is, they are, in the browser that they set out with and in no other way.</summary>
public class GitHubLoginTests(GitHubSilo fixture) : IClassFixture<GitHubSilo>
{
    private static int s_people = 100;

    private GitHubServer GitHub => fixture.GitHub;

    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task Somebody_new_signs_up_and_is_the_same_the_next_time()
    {
        using (await Person.SignUp(Silo))
        {
        }

        Become();
        using var first = new Browser(Silo);
        var back = await first.LogIn("/api/auth/github?return_to=/projects%3Fa=b");
        var me = await first.Me();
        using var second = new Browser(Silo);
        await second.LogIn("/api/auth/github");

        Assert.Equal((302, "/projects?a=b"), back);
        Assert.Equal((me.Text("id"), false), ((await second.Me()).Text("id"), me["has_password"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task It_goes_by_a_challenge_whose_answer_only_this_browser_has_and_to_one_address()
    {
        Become();
        using var browser = new Browser(Silo);
        var sent = HttpUtility.ParseQueryString((await browser.Begin("/api/auth/github")).Query);
        await browser.Return(sent["state"]!);

        var form = HttpUtility.ParseQueryString(GitHub.Calls.Last(c => c.Path == "/login/oauth/access_token").Form);
        Assert.Equal("S256", sent["code_challenge_method"]);
        Assert.Equal(sent["code_challenge"], System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))));
        Assert.Equal(($"{browser.Address}api/auth/github/callback", sent["redirect_uri"]), (sent["redirect_uri"], form["redirect_uri"]));
        Assert.Equal(("client", "client secret", "the-code"), (form["client_id"], form["client_secret"], form["code"]));
    }

    [Fact]
    public async Task A_state_that_is_forged_another_browsers_or_used_lets_nobody_in_and_changes_nothing()
    {
        Become();
        using var mine = new Browser(Silo);
        using var other = new Browser(Silo);
        var state = HttpUtility.ParseQueryString((await mine.Begin("/api/auth/github")).Query)["state"]!;
        await other.Begin("/api/auth/github");
        var before = await WholeDatabase.Digest(Silo.ConnectionString);
        var asked = GitHub.Calls.Count;

        Assert.Equal(401, (await other.Return(state)).Status);
        foreach (var forged in new[] { "", "x", "AAAA", state[..^3] + "AAA", state + "A", new string('A', 5_000), "%00", "' or 1=1 --" })
            Assert.Equal(401, (await mine.Return(forged)).Status);
        using (var without = new Browser(Silo))
            Assert.Equal(401, (await without.Return(state)).Status);
        Assert.Equal(before, await WholeDatabase.Digest(Silo.ConnectionString));
        Assert.Equal(asked, GitHub.Calls.Count);

        var cookie = mine.Cookies;
        Assert.Equal(302, (await mine.Return(state)).Status);
        var after = await WholeDatabase.Digest(Silo.ConnectionString);
        using var replaying = new Browser(Silo, cookie);
        Assert.Equal(401, (await replaying.Return(state)).Status);
        Assert.Equal(after, await WholeDatabase.Digest(Silo.ConnectionString));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("/a\r\nset-cookie: x=y")]
    [InlineData("/\t/evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("/a\nb")]
    [InlineData("")]
    public async Task Nobody_is_sent_on_to_another_host(string returnTo)
    {
        using var browser = new Browser(Silo);

        var answer = await browser.Get($"/api/auth/github?return_to={Uri.EscapeDataString(returnTo)}");

        Assert.Equal((422, null), ((int)answer.StatusCode, answer.Headers.Location));
    }

    [Fact]
    public async Task An_address_that_has_an_account_is_not_proof_enough_and_who_is_logged_in_links()
    {
        using var ada = await Person.SignUp(Silo);
        Become(ada.Email);
        using var stranger = new Browser(Silo);

        Assert.Equal(409, (await stranger.LogIn("/api/auth/github")).Status);

        using var own = new Browser(Silo);
        await own.LogInAs(ada);
        Assert.Equal(302, (await own.LogIn("/api/auth/github?return_to=/account")).Status);
        Assert.Equal(302, (await stranger.LogIn("/api/auth/github")).Status);
        Assert.Equal(ada.Id, (await stranger.Me()).Text("id"));

        using var grace = await Person.SignUp(Silo);
        using var hers = new Browser(Silo);
        await hers.LogInAs(grace);
        Assert.Equal(409, (await hers.LogIn("/api/auth/github")).Status);
    }

    [Fact]
    public async Task Who_comes_back_as_a_browser_does_and_is_not_let_in_is_sent_to_a_page_that_says_why()
    {
        const string navigation = "text/html,application/xhtml+xml,*/*;q=0.8";
        using var ada = await Person.SignUp(Silo);
        Become(ada.Email);
        using var browser = new Browser(Silo);

        Assert.Equal((302, "/login?refused=not-begun"), await browser.Return("forged", navigation));
        Assert.Equal((302, "/login?refused=email-taken"), await browser.LogIn("/api/auth/github", navigation));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_address_counts_only_where_GitHub_has_seen_it_and_it_is_the_first(bool primary, bool verified)
    {
        Become(primary: primary, verified: verified);
        using var browser = new Browser(Silo);

        Assert.Equal(403, (await browser.LogIn("/api/auth/github")).Status);
    }

    [Fact]
    public async Task What_they_let_us_do_lies_sealed_and_finds_their_repositories_and_registers_a_webhook_once()
    {
        using (await Person.SignUp(Silo))
        {
        }

        Become();
        GitHub.Token = "gho_treasure";
        GitHub.Repositories = new JsonArray(new JsonObject
        {
            ["full_name"] = "acme/site",
            ["clone_url"] = $"{GitHub.Url}acme/site.git",
            ["default_branch"] = "trunk",
            ["private"] = true,
        });
        using var browser = new Browser(Silo);
        await browser.LogIn("/api/auth/github?repositories=true");
        using var api = Person.By(Silo, browser.AccessToken);

        var found = Assert.Single((await api.Get("/api/github/repositories")).Expect(HttpStatusCode.OK)["items"].AsArray())!;
        var surveyed = await api.Get($"/api/survey?from_github=true&git_url={Uri.EscapeDataString(found["git_url"]!.GetValue<string>())}");
        Assert.NotEmpty(surveyed.ErrorsOf("git_url")); // Nobody keeps it here; but that is known by having asked in their name.
        Assert.Contains(GitHub.Calls, c => c.Path == "/acme/site.git/info/refs"
            && c.Authorization == "Basic " + Convert.ToBase64String("x-access-token:gho_treasure"u8));
        var project = (await api.Post("/api/projects", new { name = Site.NewName("github"), git_url = found["git_url"]!.GetValue<string>(), branch = "trunk" }))
            .Expect(HttpStatusCode.Created).Text("id");
        (await api.Put($"/api/projects/{project}/git-credential", new { from_github = true })).Expect(HttpStatusCode.OK);
        for (var i = 0; i < 2; i++)
            (await api.Post($"/api/projects/{project}/webhook/register")).Expect(HttpStatusCode.OK);

        var hook = Assert.Single(GitHub.Kept("/repos/acme/site/hooks"));
        Assert.StartsWith("mvw_", hook["config"]!["secret"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(GitHub.Calls.Where(c => c.Path.StartsWith("/repos/acme/site/hooks", StringComparison.Ordinal)), c => Assert.Equal("Bearer gho_treasure", c.Authorization));
        await using var source = Npgsql.NpgsqlDataSource.Create(Silo.ConnectionString);
        await using var dump = source.CreateCommand("select string_agg(to_jsonb(i)::text, '') from identities i");
        Assert.DoesNotContain("gho_treasure", (string)(await dump.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_read_who_was_let_in_by_which_account_there_and_from_where()
    {
        using var ada = await Person.SignUp(Silo);
        var login = Become(ada.Email);
        using var stranger = new Browser(Silo);
        Assert.Equal(409, (await stranger.LogIn("/api/auth/github")).Status);
        using var own = new Browser(Silo);
        await own.LogInAs(ada);
        await own.LogIn("/api/auth/github");
        await stranger.LogIn("/api/auth/github");

        var entries = (await ada.Api.Get("/api/audit?action=auth")).Expect(HttpStatusCode.OK)["items"].AsArray().Select(e => e!).Reverse().ToList();
        Assert.Equal(["auth.signup", "auth.login", "auth.github.link", "auth.github.login"], entries.Select(e => e.Text("action")));
        Assert.Equal(["", "", login, login], entries.Select(e => e.Text("detail")));
        Assert.All(entries, e => Assert.Equal((ada.Id, ada.Id), (e.Text("user_id"), e.Text("subject"))));
        Assert.All(entries, e => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(e.Text("address")))));
        Assert.All(entries, e => Assert.NotEmpty(e.Text("request_id")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Owners_read_who_has_come_by_which_account_there_and_never_by_which_secret(bool isInvited)
    {
        using var ada = await Person.SignUp(Silo);
        var invitation = isInvited ? (await ada.Api.Post($"/api/teams/{ada.Team}/invitations", new { role = "viewer" })).Expect(HttpStatusCode.Created).Text("token") : null;
        var login = Become();
        using var browser = new Browser(Silo);
        Assert.Equal(302, (await browser.LogIn(invitation is null ? "/api/auth/github" : $"/api/auth/github?invitation={invitation}")).Status);
        var id = (await browser.Me()).Text("id");

        using var own = Person.By(Silo, browser.AccessToken);
        var all = (await (isInvited ? ada.Api : own).Get($"/api/audit?actor={id}")).Expect(HttpStatusCode.OK)["items"].AsArray();

        var entry = Assert.Single(all)!;
        Assert.Equal(("auth.github.signup", isInvited ? $"{login}, by invitation" : login), (entry.Text("action"), entry.Text("detail")));
        Assert.Equal((id, id), (entry.Text("user_id"), entry.Text("subject")));
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(entry.Text("address"))));
        foreach (var secret in new[] { invitation ?? "the-code", GitHub.Token, browser.AccessToken })
            Assert.DoesNotContain(secret, all.ToJsonString(), StringComparison.Ordinal);
    }

    private string Become(string? email = null, bool primary = true, bool verified = true)
    {
        var id = Interlocked.Increment(ref s_people);
        GitHub.User = new JsonObject { ["id"] = id, ["login"] = $"user{id}", ["name"] = "Grace" };
        GitHub.Emails = new JsonArray(
            new JsonObject { ["email"] = email ?? $"grace{id}@example.test", ["primary"] = primary, ["verified"] = verified },
            new JsonObject { ["email"] = $"other{id}@example.test", ["primary"] = false, ["verified"] = true });
        return $"user{id}";
    }

    /// <summary>Keeps cookies, and goes nowhere by itself.</summary>
    private sealed class Browser : IDisposable
    {
        private readonly CookieContainer _cookies = new();
        private readonly HttpClient _http;

        public Browser(TestSilo silo, string? cookies = null)
        {
            Address = new Uri($"http://localhost:{silo.Endpoint.Port}/");
            _http = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = Address };
            if (cookies is not null)
                _cookies.SetCookies(Address, cookies);
        }

        public Uri Address { get; }

        public string Cookies => _cookies.GetCookieHeader(Address);

        public string AccessToken => _cookies.GetCookies(Address)["mv_access"]!.Value;

        public Task<HttpResponseMessage> Get(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

        public async Task<Uri> Begin(string path)
        {
            using var answer = await Get(path);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            return answer.Headers.Location!;
        }

        public async Task<(int Status, string? Location)> Return(string state, string accept = "*/*")
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/auth/github/callback?code=the-code&state={Uri.EscapeDataString(state)}", UriKind.Relative));
            request.Headers.Add("Accept", accept);
            using var answer = await _http.SendAsync(request);
            return ((int)answer.StatusCode, answer.Headers.Location?.OriginalString);
        }

        public async Task<(int Status, string? Location)> LogIn(string path, string accept = "*/*") =>
            await Return(HttpUtility.ParseQueryString((await Begin(path)).Query)["state"]!, accept);

        public async Task LogInAs(Person person)
        {
            using var answer = await _http.PostAsync(
                new Uri("/api/auth/login", UriKind.Relative),
                new StringContent($$"""{"email": "{{person.Email}}", "password": "{{Person.Password}}"}""", Encoding.UTF8, "application/json"));
            answer.EnsureSuccessStatusCode();
        }

        public async Task<JsonNode> Me() => JsonNode.Parse(await _http.GetStringAsync(new Uri("/api/auth/me", UriKind.Relative)))!;

        public void Dispose() => _http.Dispose();
    }
}

file static class JsonNodeText
{
    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();
}
