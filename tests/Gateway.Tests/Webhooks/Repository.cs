using System.Net;
using MiniVercel.Silo;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Webhooks;

/// <summary>A silo that builds repositories of this machine.</summary>
public sealed class RepositorySilo : IAsyncLifetime
{
    public string Repositories { get; } = TemporaryFolder.Create("repositories");

    public TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await TestSilo.Start(options: new SiloOptions { GitFolders = [Repositories] });

    public async Task DisposeAsync()
    {
        await Silo.DisposeAsync();
        Directory.Delete(Repositories, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class RepositorySiloCollection : ICollectionFixture<RepositorySilo>
{
    public const string Name = "repository silo";
}

/// <summary>A project of a repository, and what its host sends when something happens there: as GitHub writes and signs it.</summary>
internal sealed class Repository
{
    public const string NoCommit = GitHubMessages.NoCommit;

    private readonly TestSilo _silo;

    private Repository(TestSilo silo, GitFolder folder, string project, string name, string secret) =>
        (_silo, Folder, Project, Name, Secret) = (silo, folder, project, name, secret);

    public GitFolder Folder { get; }

    private GitHubMessages Messages => new(Folder.Url);

    public string Project { get; }

    public string Name { get; }

    public string Secret { get; }

    public static async Task<Repository> Create(RepositorySilo fixture, GitFolder? shared = null)
    {
        var name = Site.NewName("pushed");
        var folder = shared ?? GitFolder.Create(fixture.Repositories, name);
        var project = (await fixture.Silo.Api.Post("/api/projects", new { name, git_url = folder.Url })).Expect(HttpStatusCode.Created).Text("id");
        var hook = (await fixture.Silo.Api.Put($"/api/projects/{project}/webhook", null)).Expect(HttpStatusCode.OK);
        return new Repository(fixture.Silo, folder, project, name, hook.Text("secret"));
    }

    public string Commit(string page, string? message = null) => Folder.Commit(message ?? page, ("index.html", page));

    /// <param name="second">When it came there, by the host's clock.</param>
    public string Push(string before, string after, int second, string branch = "main", string message = "a commit", string? reference = null) =>
        Messages.Push(before, after, second, branch, message, reference);

    public string PullRequest(string action, int number, string commit, int second, string branch = "topic", string? from = null) =>
        Messages.PullRequest(action, number, commit, second, branch, from);

    public Task<ApiAnswer> Tell(string body, string kind = "push", string? delivery = null) =>
        Send(_silo, body, kind, delivery, ("x-hub-signature-256", Signature(body, Secret)));

    public static async Task<ApiAnswer> Send(TestSilo silo, string body, string kind, string? delivery, params (string Name, string Value)[] headers)
    {
        using var nobody = Accounts.Person.Nobody(silo);
        var content = GitHubMessages.Content(body, kind, delivery ?? GitHubMessages.NewDelivery());
        foreach (var (name, value) in headers)
            content.Headers.Add(name, value);
        return await nobody.Send(HttpMethod.Post, "/api/webhooks/github", content);
    }

    public static string Signature(string body, string secret) => GitHubMessages.Signature(body, secret);

    /// <summary>Its builds, the newest first, when everything that was told has had its effect and all of them have ended.</summary>
    public async Task<IReadOnlyList<ApiAnswer>> Builds()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var source = Npgsql.NpgsqlDataSource.Create(_silo.ConnectionString);
        await using var due = source.CreateCommand("select exists (select 1 from git_heads where project_id = $1 and wake_at is not null)");
        due.Parameters.AddWithValue(Project);
        while ((bool)(await due.ExecuteScalarAsync(limit.Token))!)
            await Task.Delay(10, limit.Token);
        var builds = new List<ApiAnswer>();
        foreach (var build in (await _silo.Api.Get($"/api/projects/{Project}/builds?limit=100")).Expect(HttpStatusCode.OK)["items"].AsArray())
            builds.Add(await _silo.Api.WaitForBuild(build!["id"]!.GetValue<string>()));
        return builds;
    }

    public static IEnumerable<string> Commits(IEnumerable<ApiAnswer> builds) => builds.Select(b => b.Text("commit_sha"));
}
