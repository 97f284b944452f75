using System.Net;
using System.Text;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A project changes hands with everything that belongs to it, and visitors notice nothing.</summary>
[Collection(SiloCollection.Name)]
public sealed class TransferTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task The_new_team_has_everything_and_the_old_one_nothing_while_the_site_answers()
    {
        using var ada = await Person.SignUp(Silo);
        using var before = await ada.Invite(Silo, "developer");
        var (team, after) = await SecondTeam(ada);
        using var carol = after;
        var (name, project, first, second) = await TwoDeployments(ada.Api);
        (await ada.Api.Post($"/api/projects/{project}/env", new { key = "GREETING", value = "hello" })).Expect(HttpStatusCode.Created);
        (await ada.Api.Post($"/api/projects/{project}/domains", new { name = $"{name}.example.com" })).Expect(HttpStatusCode.Created);
        (await before.Api.Get($"/api/projects/{project}")).Expect(HttpStatusCode.OK);

        using var stop = new CancellationTokenSource();
        var visits = Visit(name, () => !stop.IsCancellationRequested);
        (await Transfer(ada.Api, project, team)).Expect(HttpStatusCode.OK);
        foreach (var path in Paths(project, first, second))
        {
            (await before.Api.Get(path)).Expect(HttpStatusCode.NotFound);
            (await carol.Api.Get(path)).Expect(HttpStatusCode.OK);
        }

        var third = await carol.Api.Build(project, Page("three"));
        (await carol.Api.Activate(project, third.Text("id"))).Expect(HttpStatusCode.OK);
        (await carol.Api.Activate(project, first)).Expect(HttpStatusCode.OK);
        await stop.CancelAsync();
        var answers = await visits;

        Assert.NotEmpty(answers);
        Assert.All(answers, status => Assert.Equal(200, status));
        Assert.Equal("one", (await RawHttp.Get(Silo.Endpoint, Silo.SiteHost(name))).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await before.Api.Get($"/api/builds/{third.Text("id")}")).Status);
        Assert.Equal(1, await Transfers(ada.Api, ada.Team));
        Assert.Equal(1, await Transfers(ada.Api, team));
        (await Transfer(ada.Api, project, team)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_takes_the_right_to_manage_on_both_sides()
    {
        using var ada = await Person.SignUp(Silo);
        using var bob = await Person.SignUp(Silo);
        using var developer = await ada.Invite(Silo, "developer");
        var project = await ada.Api.CreateProject(Site.NewName("guarded"));
        var invitation = (await bob.Api.Post($"/api/teams/{bob.Team}/invitations", new { email = ada.Email, role = "developer" })).Text("token");

        Assert.NotEmpty((await Transfer(ada.Api, project, bob.Team)).Expect((HttpStatusCode)422).ErrorsOf("team_id"));
        (await ada.Api.Post("/api/invitations/accept", new { token = invitation })).Expect(HttpStatusCode.OK);
        (await Transfer(ada.Api, project, bob.Team)).Expect(HttpStatusCode.Forbidden);
        (await Transfer(developer.Api, project, ada.Team)).Expect(HttpStatusCode.Forbidden);
        (await Transfer(bob.Api, project, bob.Team)).Expect(HttpStatusCode.NotFound);
        Assert.NotEmpty((await ada.Api.Post($"/api/projects/{project}/transfer", new { })).Expect((HttpStatusCode)422).ErrorsOf("team_id"));
        Assert.Equal(ada.Team, (await ada.Api.Get($"/api/projects/{project}")).Text("team_id"));
    }

    [Fact]
    public async Task Builds_that_are_asked_for_at_the_same_time_are_all_of_one_team()
    {
        using var ada = await Person.SignUp(Silo);
        var (team, member) = await SecondTeam(ada);
        member.Dispose();
        var project = await ada.Api.CreateProject(Site.NewName("busy"));
        var upload = await ada.Api.Upload(project, Page("page"));

        var builds = Enumerable.Range(0, 4).Select(_ => ada.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).ToList();
        var moved = await Transfer(ada.Api, project, team);
        var asked = await Task.WhenAll(builds);

        Assert.Contains(moved.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
        var listed = (await ada.Api.Get($"/api/projects/{project}/builds"))["items"].AsArray().Select(b => b!["id"]!.GetValue<string>()).ToList();
        Assert.Equal(asked.Count(a => a.Status == HttpStatusCode.Accepted), listed.Count);
        foreach (var build in listed)
            Assert.Equal("success", (await ada.Api.WaitForBuild(build)).Text("status"));
    }

    [Theory]
    [InlineData("builds", "{}")]
    [InlineData("deployments", """{"build_id": "BUILD"}""")]
    public async Task What_is_asked_for_when_it_has_just_changed_hands_is_refused_and_not_done(string what, string body)
    {
        using var ada = await Person.SignUp(Silo);
        var (team, member) = await SecondTeam(ada);
        using var carol = member;
        var (_, project, first, _) = await TwoDeployments(ada.Api);
        var before = (await ada.Api.Get($"/api/projects/{project}/{what}"))["items"].AsArray().Count;

        using var asked = new HeldCall(Silo, $"/api/projects/{project}/{what}", ada.Login.Text("access_token"), body.Replace("BUILD", first, StringComparison.Ordinal));
        await asked.IsUnderWay;
        (await Transfer(ada.Api, project, team)).Expect(HttpStatusCode.OK);
        using var answer = await asked.GoOn();

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Changed hands", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before, (await carol.Api.Get($"/api/projects/{project}/{what}"))["items"].AsArray().Count);
    }

    /// <summary>A call that the server has begun to answer, and waits for the body of: by then it knows whose project that is.</summary>
    private sealed class HeldCall : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { Timeout = TimeSpan.FromMinutes(1) };
        private readonly HttpRequestMessage _request;
        private readonly HeldContent _content;
        private readonly Task<HttpResponseMessage> _answer;

        public HeldCall(TestSilo silo, string path, string token, string body)
        {
            _content = new HeldContent(body);
            _request = new HttpRequestMessage(HttpMethod.Post, $"http://localhost:{silo.Endpoint.Port}{path}") { Content = _content };
            _request.Headers.Authorization = new("Bearer", token);
            _request.Headers.ExpectContinue = true;
            _answer = _http.SendAsync(_request);
        }

        public Task IsUnderWay => _content.Wanted.Task.WaitAsync(TimeSpan.FromMinutes(2));

        public Task<HttpResponseMessage> GoOn()
        {
            _content.Open.SetResult();
            return _answer;
        }

        public void Dispose()
        {
            _request.Dispose();
            _http.Dispose();
        }
    }

    private sealed class HeldContent(string body) : HttpContent
    {
        public TaskCompletionSource Wanted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Wanted.TrySetResult();
            await Open.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(body));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Encoding.UTF8.GetByteCount(body);
            return true;
        }
    }

    private static Dictionary<string, string> Page(string text) => new() { ["index.html"] = text };

    private static Task<ApiAnswer> Transfer(ApiDriver api, string project, string team) =>
        api.Post($"/api/projects/{project}/transfer", new { team_id = team });

    private static async Task<int> Transfers(ApiDriver api, string team) =>
        (await api.Get($"/api/audit?action=projects.transfer&team_id={team}")).Expect(HttpStatusCode.OK)["items"].AsArray().Count;

    private static IEnumerable<string> Paths(string project, string first, string second) =>
    [
        $"/api/projects/{project}", $"/api/projects/{project}/builds", $"/api/projects/{project}/deployments", $"/api/projects/{project}/env",
        $"/api/projects/{project}/domains", $"/api/builds/{first}", $"/api/builds/{first}/logs", $"/api/deployments/{second}",
    ];

    /// <summary>Another team of the same owner, with a member who is in no other.</summary>
    private async Task<(string Team, Person Member)> SecondTeam(Person owner)
    {
        var team = (await owner.Api.Post("/api/teams", new { name = "Second" })).Expect(HttpStatusCode.Created).Text("id");
        var invitation = (await owner.Api.Post($"/api/teams/{team}/invitations", new { role = "developer" })).Expect(HttpStatusCode.Created);
        return (team, await Person.SignUp(Silo, invitation.Text("token")));
    }

    /// <summary>The first one's build, and the second deployment.</summary>
    private static async Task<(string Name, string Project, string First, string Second)> TwoDeployments(ApiDriver api)
    {
        var name = Site.NewName("moved");
        var project = await api.CreateProject(name);
        var (first, second) = (await api.Build(project, Page("one")), await api.Build(project, Page("two")));
        (await api.Activate(project, first.Text("id"))).Expect(HttpStatusCode.OK);
        return (name, project, first.Text("id"), (await api.Activate(project, second.Text("id"))).Expect(HttpStatusCode.OK).Text("id"));
    }

    /// <summary>One visit after the other; the last one is made to its end as well.</summary>
    private async Task<List<int>> Visit(string name, Func<bool> goesOn)
    {
        var statuses = new List<int>();
        while (goesOn())
            statuses.Add((await RawHttp.Get(Silo.Endpoint, Silo.SiteHost(name))).Status);
        return statuses;
    }
}
