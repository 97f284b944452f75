using System.Net;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Webhooks;

/// <summary>What somebody proposes can be looked at: their own branch at once, a stranger's when somebody of the project lets it.</summary>
[Collection(RepositorySiloCollection.Name)]
public class PullRequestTests(RepositorySilo fixture)
{
    private const string Kind = "pull_request";

    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task A_branch_that_is_pushed_and_proposed_is_built_once_and_goes_with_the_proposal()
    {
        var repository = await Repository.Create(fixture);
        repository.Commit("one");
        repository.Folder.Git("checkout", "-q", "-b", "topic");
        var commit = repository.Commit("two");

        await Task.WhenAll(
            repository.Tell(repository.PullRequest("opened", 3, commit, 5), Kind),
            repository.Tell(repository.Push(Repository.NoCommit, commit, 4, "topic")),
            repository.Tell(repository.PullRequest("synchronize", 3, commit, 5), Kind));
        Assert.Equal([commit], Repository.Commits(await repository.Builds()));
        Assert.Equal("two", (await RawHttp.Get(Silo.Endpoint, Silo.SiteHost($"{repository.Name}-git-topic"))).Text);

        await repository.Tell(repository.PullRequest("closed", 3, commit, 6), Kind);
        await repository.Builds();

        await Gone($"{repository.Name}-git-topic");
        await repository.Tell(repository.PullRequest("reopened", 3, commit, 7), Kind);
        Assert.Equal([commit, commit], Repository.Commits(await repository.Builds()));
    }

    [Fact]
    public async Task One_from_a_fork_waits_until_somebody_has_looked_at_that_very_commit()
    {
        var repository = await Repository.Create(fixture);
        var (one, two) = (repository.Commit("one"), repository.Commit("two"));
        await repository.Tell(repository.PullRequest("opened", 7, one, 1, "main", from: "mallory/site"), Kind);
        await repository.Tell(repository.PullRequest("synchronize", 7, two, 2, "main", from: "mallory/site"), Kind);
        Assert.Empty(await repository.Builds());

        var held = Assert.Single((await Silo.Api.Get($"/api/projects/{repository.Project}/pull-requests"))["items"].AsArray())!;
        Assert.Equal(("held", two, true), (held["status"]!.GetValue<string>(), held["commit_sha"]!.GetValue<string>(), held["from_fork"]!.GetValue<bool>()));
        var approve = $"/api/projects/{repository.Project}/pull-requests/7/approve";
        (await Silo.Api.Post(approve, new { commit_sha = one })).Expect(HttpStatusCode.Conflict);
        (await Silo.Api.Post(approve, new { commit_sha = two })).Expect(HttpStatusCode.Accepted);
        (await Silo.Api.Post(approve, new { commit_sha = two })).Expect(HttpStatusCode.Conflict);
        (await Silo.Api.Post($"/api/projects/{repository.Project}/pull-requests/8/approve")).Expect(HttpStatusCode.NotFound);

        var build = Assert.Single(await repository.Builds());
        Assert.Equal((two, "pull/7", "success"), (build.Text("commit_sha"), build.Text("branch"), build.Text("status")));
        Assert.Null((await Silo.Api.Get($"/api/projects/{repository.Project}"))["active_deployment_id"]);
        Assert.Equal("two", (await RawHttp.Get(Silo.Endpoint, Silo.SiteHost($"{repository.Name}-git-pull-7"))).Text);

        await repository.Tell(repository.PullRequest("closed", 7, two, 3, "main", from: "mallory/site"), Kind);
        await repository.Builds();
        await Gone($"{repository.Name}-git-pull-7");
    }

    [NpmRegistryFact]
    public async Task A_server_that_comes_from_a_fork_runs_without_the_projects_variables()
    {
        var repository = await Repository.Create(fixture);
        (await Silo.Api.Post($"/api/projects/{repository.Project}/env", new { key = "TREASURE", value = "open sesame", scope = "runtime" })).Expect(HttpStatusCode.Created);
        foreach (var (path, content) in ScriptedApp.Serving("server"))
            repository.Folder.Write(path, content);
        var commit = repository.Commit("one");

        await repository.Tell(repository.PullRequest("opened", 1, commit, 1, from: "mallory/site"), Kind);
        (await Silo.Api.Post($"/api/projects/{repository.Project}/pull-requests/1/approve")).Expect(HttpStatusCode.Accepted);
        var foreign = Assert.Single(await repository.Builds());
        await repository.Tell(repository.Push(Repository.NoCommit, commit, 2, "own"));
        var own = (await repository.Builds())[0];

        var given = await EnvironmentOf(foreign);
        Assert.DoesNotContain("open sesame", given, StringComparison.Ordinal);
        Assert.Contains($"\"MINIVERCEL_BUILD_ID\":\"{foreign.Text("id")}\"", given, StringComparison.Ordinal);
        Assert.Contains("open sesame", await EnvironmentOf(own), StringComparison.Ordinal);
    }

    private async Task<string> EnvironmentOf(ApiAnswer build)
    {
        Assert.Equal("success", build.Text("status"));
        var answer = await RawHttp.Get(Silo.Endpoint, new Uri(build.Text("preview_url")).Authority, "/env");
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    [Fact]
    public async Task What_comes_from_a_fork_sees_no_variable_of_the_project()
    {
        var repository = await Repository.Create(fixture);
        (await Silo.Api.Post($"/api/projects/{repository.Project}/env", new { key = "TREASURE", value = "open sesame" })).Expect(HttpStatusCode.Created);
        repository.Folder.Write("vercel.json", """{"installCommand": "", "buildCommand": "mkdir -p out && echo [$TREASURE] > out/index.html", "outputDirectory": "out"}""");
        var commit = repository.Commit("one");

        await repository.Tell(repository.PullRequest("opened", 1, commit, 1, from: "mallory/site"), Kind);
        (await Silo.Api.Post($"/api/projects/{repository.Project}/pull-requests/1/approve")).Expect(HttpStatusCode.Accepted);
        var foreign = Assert.Single(await repository.Builds());
        await repository.Tell(repository.Push(Repository.NoCommit, commit, 2, "own"));
        var own = (await repository.Builds())[0];

        Assert.Equal("[]\n", await PageOf(foreign));
        Assert.Equal("[open sesame]\n", await PageOf(own));
        Assert.Empty(foreign["environment"]?["keys"]?.AsArray() ?? []);
    }

    [Fact]
    public async Task A_fork_that_is_gone_is_nobodys_own_branch()
    {
        var repository = await Repository.Create(fixture);
        var body = repository.PullRequest("opened", 2, repository.Commit("one"), 1, from: "gone/site").Replace("{\"full_name\":\"gone/site\"}", "null", StringComparison.Ordinal);

        var told = await repository.Tell(body, Kind);

        Assert.Equal("hold", told["items"][0]!["outcome"]!.GetValue<string>());
    }

    private async Task<string> PageOf(ApiAnswer build) =>
        (await RawHttp.Get(Silo.Endpoint, Silo.SiteHost(new Uri(build.Text("preview_url")).Host.Split('.')[0]))).Text;

    private async Task Gone(string label)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await RawHttp.Get(Silo.Endpoint, Silo.SiteHost(label))).Status != 404)
            await Task.Delay(10, limit.Token);
    }
}
