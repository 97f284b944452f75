using System.Net;
using System.Text;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Silo;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>What holds for every call, whatever it is about.</summary>
[Collection(SiloCollection.Name)]
public class ConductTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task A_call_under_a_key_happens_once_and_is_answered_alike()
    {
        using var ada = await Person.SignUp(Silo);
        var body = $$"""{"name": "{{Site.NewName("once")}}"}""";

        var answers = new List<(HttpStatusCode Status, string Body, bool IsReplayed)>();
        for (var i = 0; i < 3; i++)
            answers.Add(await Keyed(ada, "/api/projects", "the key", body));

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Created], answers.Select(a => a.Status));
        Assert.Single(answers.Select(a => a.Body).Distinct());
        Assert.Equal([false, true, true], answers.Select(a => a.IsReplayed));
        Assert.Single((await ada.Api.Get("/api/projects"))["items"].AsArray());
    }

    [Fact]
    public async Task Of_many_under_one_key_at_once_one_happens()
    {
        using var ada = await Person.SignUp(Silo);
        var project = await ada.Api.CreateProject(Site.NewName("at-once"));
        var upload = await ada.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = "x" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Keyed(ada, $"/api/projects/{project}/builds", "a build", $$"""{"upload_id": "{{upload}}"}""")));

        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Accepted or HttpStatusCode.Conflict, a.Body));
        Assert.Single((await ada.Api.Get($"/api/projects/{project}/builds"))["items"].AsArray());
    }

    [Fact]
    public async Task A_key_is_for_one_call_of_one_caller()
    {
        using var ada = await Person.SignUp(Silo);
        using var bob = await Person.SignUp(Silo);
        var (one, other) = ($$"""{"name": "{{Site.NewName("one")}}"}""", $$"""{"name": "{{Site.NewName("other")}}"}""");

        Assert.Equal(HttpStatusCode.Created, (await Keyed(ada, "/api/projects", "k", one)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Keyed(ada, "/api/projects", "k", other)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Keyed(ada, "/api/teams", "k", one)).Status);
        Assert.Equal(HttpStatusCode.Created, (await Keyed(bob, "/api/projects", "k", other)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Keyed(bob, "/api/projects", new string('k', 256), other)).Status);
    }

    [Fact]
    public async Task What_was_refused_may_be_done_later_under_its_key()
    {
        using var ada = await Person.SignUp(Silo);
        var name = Site.NewName("taken");
        var taken = await ada.Api.CreateProject(name);

        Assert.Equal(HttpStatusCode.Conflict, (await Keyed(ada, "/api/projects", "again", $$"""{"name": "{{name}}"}""")).Status);
        (await ada.Api.Delete($"/api/projects/{taken}")).Expect(HttpStatusCode.NoContent);
        var again = await Keyed(ada, "/api/projects", "again", $$"""{"name": "{{name}}"}""");

        Assert.Equal((HttpStatusCode.Created, false), (again.Status, again.IsReplayed));
    }

    [Fact]
    public async Task Who_has_not_seen_the_newest_changes_nothing()
    {
        using var ada = await Person.SignUp(Silo);
        var project = await ada.Api.CreateProject(Site.NewName("seen"));
        var tag = (await ada.Api.Get($"/api/projects/{project}")).Headers.ETag!.Tag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Change(ada, project, tag, $"b{i}")));

        Assert.Single(answers, a => a == HttpStatusCode.OK);
        Assert.All(answers, a => Assert.True(a is HttpStatusCode.OK or HttpStatusCode.PreconditionFailed));
        var now = await ada.Api.Get($"/api/projects/{project}");
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Change(ada, project, tag, "late"));
        Assert.Equal(now.Text("branch"), (await ada.Api.Get($"/api/projects/{project}")).Text("branch"));
        Assert.Equal(HttpStatusCode.OK, await Change(ada, project, now.Headers.ETag!.Tag, "again"));
        Assert.Equal(HttpStatusCode.OK, await Change(ada, project, "*", "whatever"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Change(ada, project, "\"never\"", "x"));
    }

    [Fact]
    public async Task Every_answer_says_what_it_is_found_by_and_that_it_is_nobodys_to_frame()
    {
        foreach (var path in new[] { "/api/projects", "/api/nothing", "/", "/health" })
        {
            var answer = await RawHttp.Get(Silo.Endpoint, "localhost", path, [new("x-request-id", "mine-1")]);
            Assert.Equal("mine-1", answer.Header("x-request-id"));
            Assert.Equal(("nosniff", "DENY"), (answer.Header("x-content-type-options"), answer.Header("x-frame-options")));
            Assert.Contains("frame-ancestors 'none'", answer.Header("content-security-policy"), StringComparison.Ordinal);
        }

        var traced = await RawHttp.Get(Silo.Endpoint, "localhost", "/api/projects", [new("x-request-id", "not one\tword")]);
        Assert.Contains(traced.Header("x-request-id")!, traced.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_with_too_many_calls_waits_and_nobody_with_them()
    {
        await using var silo = await TestSilo.Start(options: new SiloOptions { CallsPerSecond = 1 });
        using var ada = await Person.SignUp(silo);
        using var bob = await Person.SignUp(silo);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => ada.Api.Get("/api/projects")));

        var refused = answers.Where(a => a.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, r => Assert.NotNull(r.Headers.RetryAfter));
        (await bob.Api.Get("/api/projects")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Scripts_of_other_pages_call_where_the_operator_lets_them_and_never_by_cookie()
    {
        await using var silo = await TestSilo.Start(options: new SiloOptions { CorsOrigins = ["https://tools.example.com"] });
        async Task<RawResponse> Ask(string method, string origin) => await RawHttp.Send(silo.Endpoint, new RawRequest("localhost", "/api/projects")
        {
            Method = method,
            KeepAlive = false,
            Headers = [new("origin", origin), new("access-control-request-method", "POST"), new("access-control-request-headers", "authorization")],
        });

        var allowed = await Ask("OPTIONS", "https://tools.example.com");
        Assert.Equal("https://tools.example.com", allowed.Header("access-control-allow-origin"));
        Assert.Null(allowed.Header("access-control-allow-credentials"));
        Assert.Null((await Ask("OPTIONS", "https://other.example.com")).Header("access-control-allow-origin"));
        Assert.Equal("https://tools.example.com", (await Ask("GET", "https://tools.example.com")).Header("access-control-allow-origin"));
    }

    [Fact]
    public async Task Who_rotates_their_address_is_still_one()
    {
        await using var silo = await TestSilo.Start();
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            statuses.Add((await RawHttp.Send(silo.Endpoint, new RawRequest("localhost", "/api/auth/login")
            {
                Method = "POST",
                KeepAlive = false,
                Headers = [new("x-forwarded-for", $"10.0.0.{i}"), new("forwarded", $"for=10.0.1.{i}"), new("x-real-ip", $"10.0.2.{i}")],
                Body = Encoding.UTF8.GetBytes($$"""{"email": "nobody{{i}}@example.test", "password": "guess"}"""),
            })).Status);
        }

        Assert.Equal(401, statuses[0]);
        Assert.Equal(429, statuses[^1]);
    }

    private async Task<HttpStatusCode> Change(Person person, string project, string tag, string branch)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"http://localhost:{Silo.Endpoint.Port}/api/projects/{project}")
        {
            Content = new StringContent($$"""{"branch": "{{branch}}"}"""),
        };
        request.Headers.Add("authorization", $"Bearer {person.Login.Text("access_token")}");
        request.Headers.TryAddWithoutValidation("if-match", tag);
        return (await http.SendAsync(request)).StatusCode;
    }

    private async Task<(HttpStatusCode Status, string Body, bool IsReplayed)> Keyed(Person person, string path, string key, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost:{Silo.Endpoint.Port}{path}") { Content = new StringContent(body) };
        request.Headers.Add("authorization", $"Bearer {person.Login.Text("access_token")}");
        request.Headers.Add("idempotency-key", key);
        using var answer = await http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("idempotency-replayed"));
    }
}
