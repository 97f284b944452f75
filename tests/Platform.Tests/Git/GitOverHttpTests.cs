using System.Text;
using MiniVercel.Builds;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Network;
using MiniVercel.Testing.Barriers;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Git;

/// <summary>
/// A real server, whose name no name server knows: that git finds it shows that git goes where it was sent, and does not ask again.
/// </summary>
public sealed class GitOverHttpTests : IAsyncLifetime
{
    private readonly string _root = TemporaryFolder.Create("over-http");
    private readonly ScriptedResolver _resolver = new ScriptedResolver().Say("git.example", ["127.0.0.1"]);
    private GitServer _server = null!;
    private GitFolder _site = null!;

    private string Url => $"http://git.example:{_server.Port}/site/.git";

    private string Work => Path.Combine(_root, "work");

    public async Task InitializeAsync()
    {
        _site = GitFolder.Create(Path.Combine(_root, "served"));
        _site.Commit("One", ("index.html", "one"));
        _server = await GitServer.Start(Path.Combine(_root, "served"));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_repository_is_brought_from_the_address_that_was_judged()
    {
        var head = _site.Commit("Two", ("index.html", "two"));

        var done = Assert.IsType<GitBrought.Done>(await Bring());

        Assert.Equal(head, done.Commit.Sha);
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(Work, "index.html")));
    }

    [Fact]
    public async Task A_private_repository_opens_to_its_token_and_to_nobody_else()
    {
        _server.Login = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:s3cret\"\\"));
        var token = new GitCredential.Token($"http://git.example:{_server.Port}", "ada", "s3cret\"\\");

        Assert.IsType<GitBrought.Done>(await Bring(token));
        Assert.Contains("private", Why(await Bring()), StringComparison.Ordinal);
        Assert.Contains("private", Why(await Bring(token with { Secret = "other" })), StringComparison.Ordinal);
        Assert.Contains("private", Why(await Bring(token with { Origin = "https://git.example:443" })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_seen_by_nobody_while_git_runs()
    {
        var token = new GitCredential.Token($"http://git.example:{_server.Port}", "ada", "s3cret-token");
        var seen = new List<string>();
        _server.Redirect = _ =>
        {
            // Now git waits for this answer: whatever anyone could see of it can be seen.
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out var _)))
                seen.AddRange(new[] { "cmdline", "environ" }.Select(f => Read(Path.Combine(process, f))).Where(t => t.Contains("git", StringComparison.Ordinal)));
            return "/elsewhere";
        };

        await Bring(token);

        Assert.Contains(seen, s => s.Contains("ls-remote", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, s => s.Contains("s3cret-token", StringComparison.Ordinal));
        Assert.DoesNotContain(seen, s => s.Contains(token.Basic["Basic ".Length..], StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "homes")));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_server_that_redirects_to_loopback_is_not_followed(string method)
    {
        await using var inside = await GitServer.Start(Path.Combine(_root, "served"));
        _server.Redirect = request => request.Method == method ? $"http://127.0.0.1:{inside.Port}{request.Path}{request.QueryString}" : null;

        Assert.Contains("redirects are not followed", Why(await Bring()), StringComparison.Ordinal);

        Assert.NotEmpty(_server.Requests);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_name_that_leads_inside_when_it_is_gone_to_is_not_gone_to()
    {
        var door = new GitDoor(GitPermissions.None, new ScriptedResolver().Say("rebind.example", ["93.184.216.34"], ["127.0.0.1"]));
        var url = $"https://rebind.example:{_server.Port}/site/.git";

        Assert.Null(await door.Complaint(url, default)); // public, when it was accepted
        Assert.Contains("not on the public internet", Why(await Bring(url: url, door: door)), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_beyond_the_limit()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;

        var why = Why(await Bring(url: $"http://git.example:{port}/site", limits: new GitLimits { Time = TimeSpan.FromSeconds(1) }));

        Assert.Contains("within 1 seconds", why, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "homes")));
    }

    [Fact]
    public async Task Large_files_are_brought_where_the_project_wants_them()
    {
        _site.Commit("Large", ("film.bin", _server.Keep("a long film")), ("again.bin", _server.Keep("a long film")), ("b.bin", _server.Keep("another")));

        Assert.IsType<GitBrought.Done>(await Bring());
        Assert.StartsWith("version https://git-lfs", await File.ReadAllTextAsync(Path.Combine(Work, "film.bin")), StringComparison.Ordinal);
        Assert.IsType<GitBrought.Done>(await Bring(lfs: true));

        Assert.Equal("a long film", await File.ReadAllTextAsync(Path.Combine(Work, "film.bin")));
        Assert.Equal("a long film", await File.ReadAllTextAsync(Path.Combine(Work, "again.bin")));
        Assert.Equal("another", await File.ReadAllTextAsync(Path.Combine(Work, "b.bin")));
    }

    [Fact]
    public async Task Large_files_that_are_said_to_lie_inside_are_not_fetched()
    {
        await using var inside = await GitServer.Start(Path.Combine(_root, "served"));
        _server.LargeFilesAt = $"http://127.0.0.2:{inside.Port}/large/";
        _site.Commit("Large", ("film.bin", _server.Keep("a long film")));

        Assert.Contains("not on the public internet", Why(await Bring(lfs: true)), StringComparison.Ordinal);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_large_file_that_is_another_one_is_refused()
    {
        _site.Commit("Large", ("film.bin", _server.Keep("a long film").Replace("size 11", "size 5", StringComparison.Ordinal)));

        Assert.Contains("something else", Why(await Bring(lfs: true)), StringComparison.Ordinal);
    }

    private static string Why(GitBrought brought) => Assert.IsType<GitBrought.Failed>(brought).Why;

    private async Task<GitBrought> Bring(
        GitCredential? credential = null, string? url = null, GitDoor? door = null, GitLimits? limits = null, bool lfs = false)
    {
        if (Directory.Exists(Work))
            Directory.Delete(Work, recursive: true);
        Directory.CreateDirectory(Work);
        var usual = new GitDoor(new GitPermissions([], AllowedHosts.Parse("git.example")!), _resolver);
        using var repositories = new GitRepositories(door ?? usual, _root, limits ?? new GitLimits(), MachineWalls.Found.Level, new RecordedFailpoints());
        return await repositories.Bring(
            new GitWish(new GitOrder(url ?? Url, OrDefault: false, Submodules: false, lfs), "main", null, credential), Work, default);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or is somebody else's
        }
    }
}
