using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Network;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building;

/// <summary>From a repository to a page, on a whole silo.</summary>
public sealed class GitBuildTests : IAsyncLifetime
{
    private readonly string _root = TemporaryFolder.Create("git-build");
    private readonly ScriptedResolver _resolver = new ScriptedResolver().Say("git.example", ["127.0.0.1"]).Say("rebind.example", ["93.184.216.34"], ["127.0.0.1"]);
    private TestSilo _silo = null!;

    private ApiDriver Api => _silo.Api;

    public async Task InitializeAsync() => _silo = await TestSilo.Start(
        services => services.AddSingleton<IHostResolver>(_resolver),
        new SiloOptions { GitFolders = [_root], GitHosts = AllowedHosts.Parse("git.example")! });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_repository_becomes_a_page_and_its_build_says_which_commit_it_is_of()
    {
        var site = GitFolder.Create(_root);
        site.Commit("One", ("web/index.html", "one"));
        var head = site.Commit("Say two", ("web/index.html", "two"), ("readme.md", "x"));
        var project = await Project(new { name = "from-git", git_url = site.Url, root_directory = "web" });

        var build = await Build(project, new { production = true });

        Assert.Equal(("success", head, "main", "Say two", "Ada"),
            (build.Text("status"), build.Text("commit_sha"), build.Text("branch"), build.Text("message"), build.Text("author")));
        Assert.Equal(["readme.md", "web/index.html"], build["changed_paths"].AsArray().Select(p => p!.GetValue<string>()));
        Assert.Equal(2, build["changed_count"].GetValue<int>());
        Assert.Equal("two", await Page(new Uri(build.Text("preview_url")).Host));
        Assert.Contains(head[..10], await Api.FollowLog(build.Text("id")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_silo.Folder, "git", "homes")));
    }

    [Fact]
    public async Task A_ref_may_be_a_branch_a_tag_or_a_commit()
    {
        var site = GitFolder.Create(_root);
        var first = site.Commit("One", ("index.html", "one"));
        site.Git("tag", "v1");
        site.Commit("Two", ("index.html", "two"));
        site.Git("switch", "--quiet", "--create", "next");
        var next = site.Commit("Three", ("index.html", "three"));
        var project = await Project(new { name = "by-ref", git_url = site.Url });

        Assert.Equal((next, "next"), Commit(await Build(project, new { @ref = "next" })));
        Assert.Equal((first, "v1"), Commit(await Build(project, new { @ref = "v1" })));
        Assert.Equal((first, "main"), Commit(await Build(project, new { @ref = first })));
        Assert.Equal((first, "next"), Commit(await Build(project, new { @ref = "next", commit_sha = first })));
    }

    [Fact]
    public async Task A_private_repository_is_built_with_the_projects_token_and_its_log_does_not_know_it()
    {
        GitFolder.Create(_root).Commit("One", ("index.html", "one"));
        await using var server = await GitServer.Start(_root);
        server.Login = "Basic " + Convert.ToBase64String("x-access-token:s3cret-token"u8);
        var project = await Project(new { name = "private", git_url = $"http://git.example:{server.Port}/site/.git" });

        var without = await Build(project, new { });
        (await Api.Put($"/api/projects/{project}/git-credential", new { token = "s3cret-token" })).Expect(HttpStatusCode.OK);
        var with = await Build(project, new { });

        Assert.Equal(("failed", "clone_failed"), (without.Text("status"), without.Text("reason")));
        Assert.Equal("success", with.Text("status"));
        Assert.DoesNotContain("s3cret", await Api.FollowLog(with.Text("id")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_not_shown_to_another_server_that_the_project_turns_to()
    {
        GitFolder.Create(_root).Commit("One", ("index.html", "one"));
        await using var server = await GitServer.Start(_root);
        await using var other = await GitServer.Start(_root);
        other.Login = "Basic nobody-has-it";
        var project = await Project(new { name = "turned", git_url = $"http://git.example:{server.Port}/site/.git" });
        (await Api.Put($"/api/projects/{project}/git-credential", new { token = "s3cret-token" })).Expect(HttpStatusCode.OK);

        (await Api.Put($"/api/projects/{project}", new { git_url = $"http://git.example:{other.Port}/site/.git" })).Expect(HttpStatusCode.OK);
        Assert.Equal("clone_failed", (await Build(project, new { })).Text("reason"));

        Assert.NotEmpty(other.Requests);
        Assert.DoesNotContain(other.Authorizations, a => a.Length > 0);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_after_it_was_accepted_fails_the_build()
    {
        var project = await Project(new { name = "rebind", git_url = "https://rebind.example/a" });

        var build = await Build(project, new { });

        Assert.Equal(("failed", "clone_failed"), (build.Text("status"), build.Text("reason")));
        Assert.Contains("not on the public internet", await Api.FollowLog(build.Text("id")), StringComparison.Ordinal);
    }

    /// <summary>It was public when it was accepted first; the API looks again whenever it is given.</summary>
    [Fact]
    public async Task A_name_that_leads_inside_by_now_is_refused_and_nothing_is_changed()
    {
        _resolver.Say("turned.example", ["93.184.216.34"], ["169.254.169.254"]);
        var project = await Project(new { name = "turned-inside", git_url = "https://turned.example/a" });
        var before = await WholeDatabase.Digest(_silo.ConnectionString);

        var answer = await Api.Put($"/api/projects/{project}", new { git_url = "https://turned.example/a" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("not on the public internet", Assert.Single(answer.ErrorsOf("git_url")), StringComparison.Ordinal);
        Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
    }

    [Fact]
    public async Task A_server_that_redirects_to_loopback_fails_the_build_and_is_not_followed()
    {
        GitFolder.Create(_root).Commit("One", ("index.html", "inside"));
        await using var inside = await GitServer.Start(_root);
        await using var outside = await GitServer.Start(_root);
        outside.Redirect = request => $"http://127.0.0.1:{inside.Port}{request.Path}{request.QueryString}";
        var project = await Project(new { name = "redirected", git_url = $"http://git.example:{outside.Port}/site/.git" });

        var build = await Build(project, new { });

        Assert.Equal(("failed", "clone_failed"), (build.Text("status"), build.Text("reason")));
        Assert.Contains("redirects are not followed", await Api.FollowLog(build.Text("id")), StringComparison.Ordinal);
        Assert.NotEmpty(outside.Requests);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_build_that_is_canceled_while_it_clones_lets_go_of_the_server_at_once()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var project = await Project(new { name = "silent", git_url = $"http://git.example:{((IPEndPoint)silent.LocalEndpoint).Port}/site" });
        var build = (await Api.Post($"/api/projects/{project}/builds", new { })).Expect(HttpStatusCode.Accepted).Text("id");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var git = await silent.AcceptTcpClientAsync(limit.Token);

        (await Api.Post($"/api/builds/{build}/cancel")).Expect(HttpStatusCode.OK);

        using var atOnce = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await HungUp(git, atOnce.Token);
        Assert.Equal("canceled", (await Api.WaitForBuild(build)).Text("status"));
        var site = GitFolder.Create(_root);
        site.Commit("One", ("index.html", "one"));
        var next = await Build(await Project(new { name = "after-silence", git_url = site.Url }), new { });
        Assert.Equal("success", next.Text("status"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_silo.Folder, "git", "homes")));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("0123456789012345678901234567890123456789")]
    public async Task A_ref_that_is_not_there_fails_the_build_with_a_sentence(string what)
    {
        var site = GitFolder.Create(_root);
        site.Commit("One", ("index.html", "one"));
        var project = await Project(new { name = "no-ref", git_url = site.Url });

        var build = await Build(project, new { @ref = what });

        Assert.Equal(("failed", "clone_failed"), (build.Text("status"), build.Text("reason")));
        Assert.Contains("The repository", await Api.FollowLog(build.Text("id")), StringComparison.Ordinal);
    }

    /// <summary>Reads what it has asked, to the end of it.</summary>
    private static async Task HungUp(TcpClient client, CancellationToken limit)
    {
        var buffer = new byte[4096];
        while (await client.GetStream().ReadAsync(buffer, limit) > 0)
        {
        }
    }

    private static (string, string) Commit(ApiAnswer build) => (build.Text("commit_sha"), build.Text("branch"));

    private async Task<string> Project(object settings) => (await Api.Post("/api/projects", settings)).Expect(HttpStatusCode.Created).Text("id");

    private async Task<ApiAnswer> Build(string project, object request) =>
        await Api.WaitForBuild((await Api.Post($"/api/projects/{project}/builds", request)).Expect(HttpStatusCode.Accepted).Text("id"));

    private async Task<string> Page(string host)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_silo.Endpoint.Port}/");
        request.Headers.Host = host;
        using var response = await http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
