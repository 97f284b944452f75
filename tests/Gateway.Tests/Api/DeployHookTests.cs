using System.Diagnostics;
using System.Net;
using MiniVercel.Gateway.Api.Hooks;
using MiniVercel.Silo;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>An address that has a project built by being called.</summary>
[Collection(SiloCollection.Name)]
public class DeployHookTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task Whoever_knows_the_address_has_the_branch_built_without_a_login()
    {
        var (project, hook) = await Hooked("cms", "staging");
        using var anybody = Accounts.Person.Nobody(Silo);

        var called = (await anybody.Post(PathOf(hook))).Expect(HttpStatusCode.Accepted);

        var build = (await Silo.Api.Get($"/api/builds/{called.Text("id")}")).Expect(HttpStatusCode.OK);
        Assert.Equal((project, "staging"), (build.Text("project_id"), build.Text("branch")));
        await Silo.Api.WaitForBuild(called.Text("id"));
        var audits = (await Silo.Api.Get($"/api/audit?subject={project}&action=hooks.call")).Expect(HttpStatusCode.OK)["items"].AsArray();
        Assert.Equal("Deploy hook cms", Assert.Single(audits)!["actor"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("payload=form")]
    [InlineData("[1]")]
    [InlineData("""{"anything": {"else": 1}}""")]
    public async Task What_is_sent_along_does_not_matter(string body)
    {
        var (_, hook) = await Hooked("any", null);
        using var anybody = Accounts.Person.Nobody(Silo);

        var called = (await anybody.Send(HttpMethod.Post, PathOf(hook), new StringContent(body))).Expect(HttpStatusCode.Accepted);

        Assert.Equal("main", called.Text("branch"));
        await Silo.Api.WaitForBuild(called.Text("id"));
    }

    [Fact]
    public async Task A_ref_is_built_instead_and_must_be_one()
    {
        var (_, hook) = await Hooked("refs", null);
        using var anybody = Accounts.Person.Nobody(Silo);

        var called = (await anybody.Post(PathOf(hook), new { @ref = "next" })).Expect(HttpStatusCode.Accepted);
        var wrong = await anybody.Post(PathOf(hook), new { @ref = "--upload-pack=x" });

        Assert.Equal("next", called.Text("branch"));
        Assert.NotEmpty(wrong.ErrorsOf("ref"));
        await Silo.Api.WaitForBuild(called.Text("id"));
    }

    [Fact]
    public async Task The_address_is_shown_once_and_its_secret_is_nowhere()
    {
        var (project, hook) = await Hooked("hushed", null);
        var secret = hook.Text("url").Split('/')[^1];

        var listed = (await Silo.Api.Get($"/api/projects/{project}/hooks")).Expect(HttpStatusCode.OK)["items"].AsArray();
        var audits = (await Silo.Api.Get("/api/audit?limit=100")).Json!.ToJsonString();

        Assert.StartsWith("mvh_", secret, StringComparison.Ordinal);
        Assert.Null(Assert.Single(listed)!["url"]);
        Assert.DoesNotContain(secret, audits, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_was_taken_away_or_never_given_leads_nowhere_and_changes_nothing()
    {
        var (project, hook) = await Hooked("gone", null);
        (await Silo.Api.Delete($"/api/projects/{project}/hooks/{hook.Text("id")}")).Expect(HttpStatusCode.NoContent);
        using var anybody = Accounts.Person.Nobody(Silo);
        var before = await WholeDatabase.Digest(Silo.ConnectionString);

        foreach (var path in new[] { PathOf(hook), "/api/hooks/mvh_guess", $"/api/hooks/{new string('a', 500)}", "/api/hooks/%27%20or%201=1", $"/api/hooks/{hook.Text("id")}" })
            (await anybody.Post(path)).Expect(HttpStatusCode.NotFound);

        Assert.Equal(before, await WholeDatabase.Digest(Silo.ConnectionString));
    }

    [Fact]
    public async Task A_hook_that_is_called_too_often_is_told_to_wait()
    {
        var name = Site.NewName("eager");
        var project = await Silo.Api.CreateProject(name); // nothing to build: only the calls are counted
        var hook = (await Silo.Api.Post($"/api/projects/{project}/hooks", new { name = "eager" })).Expect(HttpStatusCode.Created);
        using var anybody = Accounts.Person.Nobody(Silo);

        var answers = await Task.WhenAll(Enumerable.Range(0, DeployHooks.CallsAtOnce * 2).Select(_ => anybody.Post(PathOf(hook))));
        await using var source = NpgsqlDataSource.Create(Silo.ConnectionString);
        await using var counted = source.CreateCommand("select calls_left from deploy_hooks where id = $1");
        counted.Parameters.AddWithValue(hook.Text("id"));

        Assert.InRange(answers.Count(a => a.Status == HttpStatusCode.Conflict), DeployHooks.CallsAtOnce, DeployHooks.CallsAtOnce + 3); // time goes by
        Assert.All(answers.Where(a => a.Status == HttpStatusCode.TooManyRequests), a => Assert.NotNull(a.Headers.RetryAfter));
        Assert.InRange((double)(await counted.ExecuteScalarAsync())!, 0, 1); // in the database, and so for every gateway

        await using var later = source.CreateCommand("update deploy_hooks set calls_left = 0, counted_at = clock_timestamp() - interval '13 seconds' where id = $1");
        later.Parameters.AddWithValue(hook.Text("id"));
        await later.ExecuteNonQueryAsync();
        answers = [await anybody.Post(PathOf(hook)), await anybody.Post(PathOf(hook)), await anybody.Post(PathOf(hook))];
        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.TooManyRequests], answers.Select(a => a.Status));
    }

    [Fact]
    public async Task A_hook_is_called_as_often_through_two_gateways_as_through_one()
    {
        var options = new SiloOptions { ClusterSecret = "a secret that two gateways share" };
        await using var one = await TestSilo.Start(options: options);
        await using var two = await TestSilo.Start(options: options with { Database = one.ConnectionString, Roles = ["gateway"] });
        using var here = Accounts.Person.Nobody(one);
        using var there = Accounts.Person.Nobody(two);
        var project = await one.Api.CreateProject(Site.NewName("eager"));

        await Flood("at once", path => Task.WhenAll(Enumerable.Range(0, DeployHooks.CallsAtOnce * 4).Select(i => (i % 2 == 0 ? here : there).Post(path))));
        await Flood("one after the other", async path =>
        [
            .. await Task.WhenAll(Enumerable.Range(0, DeployHooks.CallsAtOnce * 2).Select(_ => here.Post(path))),
            .. await Task.WhenAll(Enumerable.Range(0, DeployHooks.CallsAtOnce * 2).Select(_ => there.Post(path))),
        ]);

        async Task Flood(string name, Func<string, Task<ApiAnswer[]>> call)
        {
            var hook = (await one.Api.Post($"/api/projects/{project}/hooks", new { name })).Expect(HttpStatusCode.Created);
            var began = Stopwatch.GetTimestamp();
            var answers = await call(PathOf(hook));
            var gained = (int)Math.Ceiling(Stopwatch.GetElapsedTime(began) / DeployHooks.BetweenCalls); // time goes by, and more may call

            Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests, $"{name} {a.Status}"));
            Assert.InRange(answers.Count(a => a.Status == HttpStatusCode.Conflict), DeployHooks.CallsAtOnce, DeployHooks.CallsAtOnce + gained);
        }
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        var (project, _) = await Hooked("twice", null);

        var again = await Silo.Api.Post($"/api/projects/{project}/hooks", new { name = "twice" });

        Assert.Equal(HttpStatusCode.Conflict, again.Status);
    }

    /// <summary>Its repository is on a host that does not exist: that a build was made is all that is asked here.</summary>
    private async Task<(string Project, ApiAnswer Hook)> Hooked(string name, string? branch)
    {
        var project = (await Silo.Api.Post("/api/projects", new { name = Site.NewName("hooked"), git_url = "https://git.example.invalid/a/b" }))
            .Expect(HttpStatusCode.Created).Text("id");
        return (project, (await Silo.Api.Post($"/api/projects/{project}/hooks", new { name, branch })).Expect(HttpStatusCode.Created));
    }

    private static string PathOf(ApiAnswer hook) => new Uri(hook.Text("url")).AbsolutePath;
}
