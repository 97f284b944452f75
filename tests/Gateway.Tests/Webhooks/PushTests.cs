using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Webhooks;

/// <summary>What is pushed is built: each commit once, and never an older one after a newer.</summary>
[Collection(RepositorySiloCollection.Name)]
public class PushTests(RepositorySilo fixture)
{
    [Fact]
    public async Task A_push_to_the_production_branch_goes_to_production_and_one_elsewhere_to_a_preview()
    {
        var repository = await Repository.Create(fixture);
        var main = repository.Commit("one");
        repository.Folder.Git("checkout", "-q", "-b", "topic");
        var topic = repository.Commit("two");

        (await repository.Tell(repository.Push(Repository.NoCommit, main, 1))).Expect(HttpStatusCode.Accepted);
        (await repository.Tell(repository.Push(Repository.NoCommit, topic, 2, "topic"))).Expect(HttpStatusCode.Accepted);
        var builds = await repository.Builds();

        Assert.Equal([topic, main], Repository.Commits(builds));
        Assert.All(builds, b => Assert.Equal("success", b.Text("status")));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await fixture.Silo.Api.Get($"/api/projects/{repository.Project}"))["active_deployment_id"] is null)
            await Task.Delay(10, limit.Token);
        Assert.Equal("one", await Page(repository.Name));
        Assert.Equal("two", await Page($"{repository.Name}-git-topic"));
        var audits = (await fixture.Silo.Api.Get($"/api/audit?subject={repository.Project}&action=webhooks.push"))["items"].AsArray();
        Assert.Equal(["GitHub", "GitHub"], audits.Select(a => a!["actor"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_hundred_messages_of_one_push_make_one_build()
    {
        var repository = await Repository.Create(fixture);
        var commit = repository.Commit("one");
        var push = repository.Push(Repository.NoCommit, commit, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => repository.Tell(push, delivery: i % 2 == 0 ? "the-same" : null)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.Status));
        Assert.Single(answers, a => a["items"][0]!["outcome"]!.GetValue<string>() == "build");
        Assert.Equal([commit], Repository.Commits(await repository.Builds()));
    }

    [Fact]
    public async Task However_pushes_are_shuffled_the_newest_is_the_last_that_is_built()
    {
        var repository = await Repository.Create(fixture);
        var commits = Enumerable.Range(1, 20).Select(i => repository.Commit($"page {i}")).Prepend(Repository.NoCommit).ToList();
        var pushes = Enumerable.Range(1, 20).Select(i => repository.Push(commits[i - 1], commits[i], i / 3)).ToList(); // three in each second
        var shuffled = pushes.SelectMany(p => Enumerable.Repeat(p, 5)).ToArray();
        new Random(7).Shuffle(shuffled);

        var answers = await Task.WhenAll(shuffled.Select(p => repository.Tell(p)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.Status));
        var builds = await repository.Builds();

        Assert.Equal(commits[20], builds[0].Text("commit_sha"));
        Assert.Equal("success", builds[0].Text("status"));
        Assert.Equal(builds.Count, Repository.Commits(builds).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(1, 3, 2)]
    [InlineData(2, 1, 3)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 1, 2)]
    [InlineData(3, 2, 1)]
    public async Task Pushes_of_one_second_lead_to_its_last_in_whatever_order_they_come(params int[] order)
    {
        var repository = await Repository.Create(fixture);
        var commits = Enumerable.Range(0, 4).Select(i => repository.Commit($"page {i}")).ToList();
        await repository.Tell(repository.Push(Repository.NoCommit, commits[0], 1));

        foreach (var i in order)
            await repository.Tell(repository.Push(commits[i - 1], commits[i], 2));

        Assert.Equal(commits[3], (await repository.Builds())[0].Text("commit_sha"));
    }

    [Fact]
    public async Task An_older_push_that_comes_late_and_one_that_comes_again_build_nothing()
    {
        var repository = await Repository.Create(fixture);
        var (one, two, three) = (repository.Commit("one"), repository.Commit("two"), repository.Commit("three"));

        await repository.Tell(repository.Push(two, three, 9));
        await repository.Tell(repository.Push(one, two, 9)); // in the same second: the other names it as what was before
        await repository.Tell(repository.Push(Repository.NoCommit, one, 8));
        await repository.Tell(repository.Push(two, three, 9));

        Assert.Equal([three], Repository.Commits(await repository.Builds()));
    }

    [Fact]
    public async Task A_branch_that_goes_back_to_an_older_commit_is_built_again()
    {
        var repository = await Repository.Create(fixture);
        var (one, two) = (repository.Commit("one"), repository.Commit("two"));

        foreach (var push in new[] { repository.Push(Repository.NoCommit, one, 1), repository.Push(one, two, 2), repository.Push(two, one, 3) })
        {
            await repository.Tell(push);
            await repository.Builds();
        }

        Assert.Equal([one, two, one], Repository.Commits(await repository.Builds()));
    }

    [Theory]
    [InlineData("Fix a word [skip ci]")]
    [InlineData("[CI SKIP] fix a word")]
    [InlineData("fix\n\n[vercel skip]")]
    public async Task Who_says_so_in_the_commit_is_not_built_and_neither_is_what_was_before(string message)
    {
        var repository = await Repository.Create(fixture);
        var (one, two) = (repository.Commit("one"), repository.Commit("two", message));

        var skipped = await repository.Tell(repository.Push(one, two, 2, message: message));
        await repository.Tell(repository.Push(Repository.NoCommit, one, 1));

        Assert.Equal("skip", skipped["items"][0]!["outcome"]!.GetValue<string>());
        Assert.Empty(await repository.Builds());
    }

    [Fact]
    public async Task The_end_of_a_branch_takes_its_host_and_of_the_production_branch_nothing()
    {
        var repository = await Repository.Create(fixture);
        var commit = repository.Commit("one");
        await repository.Tell(repository.Push(Repository.NoCommit, commit, 1));
        await repository.Tell(repository.Push(Repository.NoCommit, commit, 1, "topic"));
        var builds = await repository.Builds();
        Assert.Equal("one", await Page($"{repository.Name}-git-topic"));

        await repository.Tell(repository.Push(commit, Repository.NoCommit, 2, "topic"));
        await repository.Tell(repository.Push(commit, Repository.NoCommit, 2));
        await repository.Builds();

        await Gone($"{repository.Name}-git-topic");
        Assert.Equal("one", await Page($"{repository.Name}-git-main"));
        Assert.Equal("one", await Page(new Uri(builds[0].Text("preview_url")).Host.Split('.')[0]));
    }

    [Fact]
    public async Task Tags_stars_and_signs_of_life_build_nothing()
    {
        var repository = await Repository.Create(fixture);
        var commit = repository.Commit("one");

        (await repository.Tell(repository.Push(Repository.NoCommit, commit, 1), "ping")).Expect(HttpStatusCode.OK);
        (await repository.Tell(repository.Push(Repository.NoCommit, commit, 1, reference: "refs/tags/v1"))).Expect(HttpStatusCode.Accepted);
        (await repository.Tell(repository.Push(Repository.NoCommit, commit, 1), "star")).Expect(HttpStatusCode.Accepted);
        (await repository.Tell(repository.Push(Repository.NoCommit, commit, 1, "--upload-pack=touch x"))).Expect(HttpStatusCode.Accepted);

        Assert.Empty(await repository.Builds());
    }

    [Fact]
    public async Task Of_a_repository_with_several_projects_those_are_built_whose_secret_it_was()
    {
        var first = await Repository.Create(fixture);
        var second = await Repository.Create(fixture, first.Folder);
        var commit = first.Commit("one");

        await second.Tell(second.Push(Repository.NoCommit, commit, 1));

        Assert.Equal([commit], Repository.Commits(await second.Builds()));
        Assert.Empty(await first.Builds());
    }

    private async Task<string> Page(string label) =>
        (await Testing.Http.RawHttp.Get(fixture.Silo.Endpoint, fixture.Silo.SiteHost(label))).Text;

    private async Task Gone(string label)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await Testing.Http.RawHttp.Get(fixture.Silo.Endpoint, fixture.Silo.SiteHost(label))).Status != 404)
            await Task.Delay(10, limit.Token);
    }
}
