using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.GitHub;
using MiniVercel.Platform.Network;
using MiniVercel.Silo;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Webhooks;

/// <summary>GitHub is told what becomes of its commits, once of each thing, in order, and again until it has heard.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private readonly string _root = TemporaryFolder.Create("reported");
    private GitHubServer _github = null!;
    private GitServer _git = null!;
    private TestSilo _silo = null!;
    private GitFolder _repository = null!;
    private string _project = "";
    private string _secret = "";

    public async Task InitializeAsync()
    {
        _github = await GitHubServer.Start();
        _git = await GitServer.Start(_root);
        var origin = $"http://127.0.0.1:{_git.Port}";
        _silo = await TestSilo.Start(options: new SiloOptions
        {
            GitHosts = AllowedHosts.Parse("127.0.0.1")!,
            GitHubUrl = new Uri(origin),
            GitHubApi = _github.Url,
        });
        _repository = GitFolder.Create(_root, "acme/site.git");
        _repository.Git("config", "uploadpack.allowAnySHA1InWant", "true");
        _project = (await _silo.Api.Post("/api/projects", new { name = "reported", git_url = $"{origin}/acme/site.git" })).Expect(HttpStatusCode.Created).Text("id");
        _secret = (await _silo.Api.Put($"/api/projects/{_project}/webhook", null)).Expect(HttpStatusCode.OK).Text("secret");
        (await _silo.Api.Put($"/api/projects/{_project}/git-credential", new { token = "ghp_project" })).Expect(HttpStatusCode.OK);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _github.DisposeAsync();
        await _git.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_commit_has_a_status_and_a_deployment_and_its_pull_request_one_comment()
    {
        var one = _repository.Commit("one", ("index.html", "one"));
        await Propose(one, 1, "opened");
        await AllTold(3);
        var two = _repository.Commit("two", ("index.html", "two"));
        await Propose(two, 2, "synchronize");
        await AllTold(5);

        Assert.All(_github.Calls, c => Assert.Equal("Bearer ghp_project", c.Authorization));
        Assert.Equal("success", Last($"/repos/acme/site/statuses/{one}")["state"]!.GetValue<string>());
        Assert.StartsWith("http://reported-", Last($"/repos/acme/site/statuses/{two}")["target_url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal([one, two], _github.Of("POST", "/repos/acme/site/deployments").Select(d => d.Body!["ref"]!.GetValue<string>()));
        Assert.Equal("success", Last("/repos/acme/site/deployments/" + Id("deployments", one) + "/statuses")["state"]!.GetValue<string>());
        Assert.Single(_github.Of("POST", "/repos/acme/site/issues/9/comments"));
        var comment = _github.Calls.Last(c => c.Method == "PATCH");
        Assert.Contains(two[..10], comment.Body!["body"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Ready.", comment.Body!["body"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_GitHub_does_not_hear_is_said_again_and_made_once()
    {
        var refused = 0;
        _github.Refuse = call => call.Method != "GET" && Interlocked.Increment(ref refused) <= 4 ? 502 : null;

        await Propose(_repository.Commit("one", ("index.html", "one")), 1, "opened");
        await AllTold(3);

        Assert.True(refused > 4);
        Assert.Single(List("/repos/acme/site/issues/9/comments"));
        Assert.Single(List("/repos/acme/site/deployments"));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_said_and_the_reason_can_be_read()
    {
        (await _silo.Api.Delete($"/api/projects/{_project}/git-credential")).Expect(HttpStatusCode.NoContent);

        await Propose(_repository.Commit("one", ("index.html", "one")), 1, "opened");
        await AllAre(3, "dead", hurry: false);

        Assert.Empty(_github.Calls);
        Assert.All(await Reports(), r => Assert.Contains("no token", r["error"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_GitHub_never_hears_is_given_up_with_the_reason_and_begun_anew_with_the_next_commit()
    {
        _github.Refuse = call => call.Method == "GET" ? null : 500;
        await Propose(_repository.Commit("one", ("index.html", "one")), 1, "opened");
        await AllAre(3, "dead", hurry: true);

        Assert.All(await Reports(), r => Assert.Equal(Reporter.MostTries, r["tries"]!.GetValue<int>()));
        Assert.All(await Reports(), r => Assert.Contains("500", r["error"]!.GetValue<string>(), StringComparison.Ordinal));
        var calls = _github.Calls.Count;
        await Sql("update git_reports set wake_at = clock_timestamp() where dead_at is null");
        Assert.Equal(calls, _github.Calls.Count);

        _github.Refuse = null;
        await Propose(_repository.Commit("two", ("index.html", "two")), 2, "synchronize");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Reports()).Count(r => r["status"]!.GetValue<string>() == "told" && r["told"]!.GetValue<string>() == "success") < 3)
            await Task.Delay(20, limit.Token);
        Assert.Equal(2, (await Reports()).Count(r => r["status"]!.GetValue<string>() == "dead")); // of the first commit, and nobody asks for them any more
        Assert.Single(List("/repos/acme/site/issues/9/comments"));
    }

    [Fact]
    public async Task Two_senders_at_once_say_each_thing_once()
    {
        using var other = Sender();
        await other.StartAsync(CancellationToken.None);
        var commits = new List<string>();
        for (var i = 1; i <= 3; i++)
        {
            commits.Add(_repository.Commit($"{i}", ("index.html", $"{i}")));
            await Propose(commits[^1], i, i == 1 ? "opened" : "synchronize");
            await AllTold((2 * i) + 1);
        }

        await other.StopAsync(CancellationToken.None);
        foreach (var commit in commits)
        {
            var said = _github.Of("POST", $"/repos/acme/site/statuses/{commit}").Select(c => c.Body!["description"]!.GetValue<string>()).ToList();
            Assert.Equal("Ready.", said[^1]);
            Assert.Equal(said.Distinct(), said);
        }

        Assert.Equal(commits, _github.Of("POST", "/repos/acme/site/deployments").Select(d => d.Body!["ref"]!.GetValue<string>()));
        Assert.Single(List("/repos/acme/site/issues/9/comments"));
    }

    [Fact]
    public async Task A_sender_that_was_held_up_beyond_its_time_has_the_last_word_said_again_by_another()
    {
        using var other = Sender();
        using var held = new ManualResetEventSlim();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _github.Refuse = call =>
        {
            if (call.Path.Contains("/statuses/", StringComparison.Ordinal) && call.Path.StartsWith("/repos/acme/site/statuses/", StringComparison.Ordinal) && reached.TrySetResult())
                held.Wait(TimeSpan.FromSeconds(30));
            return null;
        };
        var commit = _repository.Commit("one", ("index.html", "one"));
        await Propose(commit, 1, "opened");
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await other.StartAsync(CancellationToken.None);
        await Sql("update git_reports set wake_at = clock_timestamp() where wake_at > clock_timestamp()"); // the time of the first one is over
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await Reports()).Any(r => r["kind"]!.GetValue<string>() == "status" && r["told"]?.GetValue<string>() == "success"))
            await Task.Delay(20, limit.Token);

        held.Set();
        await AllTold(3);
        await other.StopAsync(CancellationToken.None);

        Assert.Equal("success", Last($"/repos/acme/site/statuses/{commit}")["state"]!.GetValue<string>());
    }

    /// <summary>As another gateway has it.</summary>
    private Reporter Sender() => ActivatorUtilities.CreateInstance<Reporter>(_silo.Services);

    private async Task Sql(string command)
    {
        await using var source = NpgsqlDataSource.Create(_silo.ConnectionString);
        await using var update = source.CreateCommand(command);
        await update.ExecuteNonQueryAsync();
    }

    /// <param name="count">How many reports there are.</param>
    /// <param name="status">What each of them is to be.</param>
    /// <param name="hurry">Whether the pauses between tries are to be over at once.</param>
    private async Task AllAre(int count, string status, bool hurry)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while ((await Reports()) is var reports && (reports.Count < count || !reports.All(r => r["status"]!.GetValue<string>() == status)))
        {
            if (hurry)
                await Sql("""
                    update git_reports set wake_at = clock_timestamp()
                    where error is not null and wake_at > clock_timestamp() and wake_at not between clock_timestamp() + interval '80 seconds' and clock_timestamp() + interval '90 seconds'
                    """); // but for those that somebody is telling just now
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task Propose(string commit, int second, string action)
    {
        var body = new GitHubMessages($"http://127.0.0.1:{_git.Port}/acme/site.git").PullRequest(action, 9, commit, second);
        using var nobody = Accounts.Person.Nobody(_silo);
        (await nobody.Send(HttpMethod.Post, "/api/webhooks/github", GitHubMessages.Signed(body, "pull_request", GitHubMessages.NewDelivery(), _secret)))
            .Expect(HttpStatusCode.Accepted);
    }

    private async Task<IReadOnlyList<JsonNode>> Reports() =>
        [.. (await _silo.Api.Get($"/api/projects/{_project}/webhook/reports")).Expect(HttpStatusCode.OK)["items"].AsArray().Select(r => r!)];

    private async Task AllTold(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Reports()) is var reports && (reports.Count < count || !reports.All(r => r["status"]!.GetValue<string>() == "told" && r["told"]!.GetValue<string>() == "success")))
            await Task.Delay(20, limit.Token);
    }

    private JsonNode Last(string path) => _github.Of("POST", path)[^1].Body!;

    private IReadOnlyList<JsonNode> List(string path) => _github.Kept(path);

    private string Id(string list, string commit) =>
        List($"/repos/acme/site/{list}").Single(d => d["ref"]!.GetValue<string>() == commit)["id"]!.ToString();
}
