using MiniVercel.Builds;
using MiniVercel.Platform.Git;
using MiniVercel.Platform.Network;
using MiniVercel.Testing.Barriers;
using MiniVercel.Testing.Git;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Git;

/// <summary>Real repositories, brought by the real program.</summary>
public sealed class GitRepositoriesTests : IDisposable
{
    private readonly string _root = TemporaryFolder.Create("repositories");
    private readonly string _work = TemporaryFolder.Create("brought");

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        Directory.Delete(_work, recursive: true);
    }

    private string Served => Path.Combine(_root, "served");

    [Fact]
    public async Task A_branch_is_brought_with_its_commit_and_what_it_changed()
    {
        var site = Site();
        site.Commit("Begin", ("index.html", "one"), ("about.html", "x"));
        var head = site.Commit("Say two\n\nBecause one was not enough.", ("index.html", "two"), ("a/ä b.txt", "y"));

        var done = await Done(new GitWish(Order(site.Url), "main", null, null));

        Assert.Equal((head, "main", "Ada", 2), (done.Commit.Sha, done.Commit.Branch, done.Commit.Author, done.Commit.ChangedCount));
        Assert.Equal("Say two\n\nBecause one was not enough.", done.Commit.Message);
        Assert.Equal(["a/ä b.txt", "index.html"], done.Commit.ChangedPaths);
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(_work, "index.html")));
        Assert.Equal(["a", "about.html", "index.html"], Directory.GetFileSystemEntries(_work).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "homes")));
    }

    [Fact]
    public async Task A_tag_a_commit_and_a_branch_with_a_slash_are_brought_as_well()
    {
        var site = Site();
        var first = site.Commit("One", ("index.html", "one"));
        site.Git("tag", "--annotate", "v1", "--message", "first");
        site.Commit("Two", ("index.html", "two"));
        site.Git("switch", "--quiet", "--create", "feature/x");
        site.Commit("Three", ("index.html", "three"));

        Assert.Equal(first, (await Done(new GitWish(Order(site.Url), "v1", null, null))).Commit.Sha);
        Assert.Equal("one", await Index());
        await Done(new GitWish(Order(site.Url), "feature/x", null, null));
        Assert.Equal("three", await Index());
        var done = await Done(new GitWish(Order(site.Url), "main", first, null));
        Assert.Equal("one", await Index());
        Assert.Equal(["index.html"], done.Commit.ChangedPaths); // the first commit there is
    }

    [Fact]
    public async Task A_repository_of_sha256_is_brought()
    {
        var site = GitFolder.Create(Served, format: "sha256");
        var head = site.Commit("One", ("index.html", "one"));

        Assert.Equal((64, head), ((await Done(new GitWish(Order(site.Url), "main", null, null))).Commit.Sha.Length, head));
    }

    [Fact]
    public async Task Where_nobody_chose_a_branch_the_repositorys_own_first_one_is_taken()
    {
        var site = GitFolder.Create(Served, branch: "trunk");
        site.Commit("One", ("index.html", "one"));

        var done = await Done(new GitWish(Order(site.Url) with { OrDefault = true }, "main", null, null));

        Assert.Equal("trunk", done.Commit.Branch);
        Assert.Contains("'trunk'", Assert.Single(done.Remarks), StringComparison.Ordinal);
        Assert.Contains("'main'", await Failed(new GitWish(Order(site.Url), "main", null, null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_tells_what_it_brought_into_the_branch()
    {
        var site = Site();
        site.Commit("One", ("index.html", "one"));
        site.Git("switch", "--quiet", "--create", "side");
        site.Commit("Side", ("side.html", "side"));
        site.Git("switch", "--quiet", "main");
        site.Commit("Main", ("main.html", "main"));
        site.Git("merge", "--quiet", "--no-edit", "side");

        Assert.Equal(["side.html"], (await Done(new GitWish(Order(site.Url), "main", null, null))).Commit.ChangedPaths);
    }

    [Fact]
    public async Task Links_that_lead_out_are_left_out_and_the_others_stay()
    {
        var site = Site();
        site.Write("docs/page.html", "page");
        site.Link("inside", "docs/page.html");
        site.Link("docs/up", "../inside");
        site.Link("shadow", "/etc/shadow");
        site.Link("docs/above", "../../x");
        site.Link("docs/here", "..");
        site.Link("sly", "docs/here/../..");
        site.Commit("Links");

        var done = await Done(new GitWish(Order(site.Url), "main", null, null));

        Assert.Equal("page", await File.ReadAllTextAsync(Path.Combine(_work, "docs/up")));
        Assert.Equal(["docs", "inside"], Directory.GetFileSystemEntries(_work).Select(Path.GetFileName).Order());
        Assert.Equal(["here", "page.html", "up"], Directory.GetFileSystemEntries(Path.Combine(_work, "docs")).Select(Path.GetFileName).Order());
        Assert.Contains("shadow", Assert.Single(done.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_repository_says_is_run()
    {
        var site = Site();
        var trace = Path.Combine(_root, "was-run");
        site.Write(".gitattributes", "* filter=evil diff=evil merge=evil\n");
        site.Write(".gitconfig", $"[core]\n\tfsmonitor = touch {trace}\n[filter \"evil\"]\n\tsmudge = touch {trace}\n");
        site.Commit("Evil", ("index.html", "one"));
        site.Write(".git/hooks/post-checkout", $"#!/bin/sh\ntouch {trace}\n");
        File.SetUnixFileMode(Path.Combine(site.Path, ".git/hooks/post-checkout"), (UnixFileMode)0b111_101_101);
        site.Git("config", "uploadpack.packObjectsHook", $"touch {trace}; exec");

        await Done(new GitWish(Order(site.Url) with { Submodules = true }, "main", null, null));

        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task A_submodule_that_would_run_a_command_is_refused_as_it_arrives()
    {
        var site = Site();
        site.Write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ./x\n\tupdate = !touch /tmp/x\n");
        site.Commit("Evil");

        Assert.Contains("gitmodulesUpdate", await Failed(new GitWish(Order(site.Url), "main", null, null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submodules_are_brought_where_the_project_wants_them()
    {
        var inner = GitFolder.Create(Served, "inner");
        inner.Commit("Inner", ("inner.txt", "inner"));
        var site = Site();
        site.Commit("One", ("index.html", "one"));
        site.Git("submodule", "--quiet", "add", "--", "../inner", "lib/inner");
        site.Commit("With it");

        await Done(new GitWish(Order(site.Url), "main", null, null));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_work, "lib/inner")));
        await Done(new GitWish(Order(site.Url) with { Submodules = true }, "main", null, null));

        Assert.Equal("inner", await File.ReadAllTextAsync(Path.Combine(_work, "lib/inner/inner.txt")));
        Assert.False(Path.Exists(Path.Combine(_work, "lib/inner/.git")));
    }

    [Theory]
    [InlineData("file:///etc/secret", "may not be cloned")]
    [InlineData("https://127.0.0.1/x", "not on the public internet")]
    [InlineData("https://metadata.example/x", "not on the public internet")]
    [InlineData("ssh://git@[::ffff:10.0.0.1]/x", "not on the public internet")]
    public async Task A_submodule_goes_through_the_same_door(string url, string why)
    {
        var inner = GitFolder.Create(Served, "inner");
        inner.Commit("Inner", ("inner.txt", "inner"));
        var site = Site();
        site.Git("submodule", "--quiet", "add", "--", "../inner", "inner");
        site.Git("config", "--file", ".gitmodules", "submodule.inner.url", url);
        site.Commit("Evil");

        Assert.Contains(why, await Failed(new GitWish(Order(site.Url) with { Submodules = true }, "main", null, null)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_the_limits_is_refused_before_it_is_written()
    {
        var site = Site();
        for (var i = 0; i < 12; i++)
            site.Write($"{i}.txt", new string((char)('a' + i), 1_000));
        site.Commit("Many");
        var wish = new GitWish(Order(site.Url), "main", null, null);

        Assert.Contains("more than 10 files", await Failed(wish, new GitLimits { Files = 10 }), StringComparison.Ordinal);
        Assert.Contains("come to more than", await Failed(wish, new GitLimits { Bytes = 11_000 }), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_work));
    }

    [Fact]
    public async Task A_pack_that_is_too_large_is_cut_off()
    {
        var site = Site();
        await File.WriteAllBytesAsync(Path.Combine(site.Path, "noise"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(400_000));
        site.Commit("Noise");

        Assert.Contains("is larger than", await Failed(new GitWish(Order(site.Url), "main", null, null), new GitLimits { PackBytes = 100_000 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--upload-pack=touch /tmp/x", "main", null)]
    [InlineData("ext::sh -c x", "main", null)]
    [InlineData("file:///etc/passwd", "main", null)]
    [InlineData("file://{0}/../x", "main", null)]
    [InlineData("file://{0}/missing", "main", null)]
    [InlineData("file://{0}/site", "--upload-pack=x", null)]
    [InlineData("file://{0}/site", "missing", null)]
    [InlineData("file://{0}/site", "main", "--upload-pack=x")]
    [InlineData("file://{0}/site", "main", "0123456789012345678901234567890123456789")]
    public async Task An_order_that_cannot_be_filled_fails_with_a_sentence(string url, string branch, string? commit)
    {
        Site().Commit("One", ("index.html", "one"));

        var why = await Failed(new GitWish(Order(url.Replace("{0}", Served, StringComparison.Ordinal)), branch, commit, null));

        Assert.EndsWith(".", why, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_work));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "homes")));
    }

    private GitFolder Site() => GitFolder.Create(Served);

    private static GitOrder Order(string url) => new(url, OrDefault: false, Submodules: false, Lfs: false);

    private async Task<string> Index() => await File.ReadAllTextAsync(Path.Combine(_work, "index.html"));

    private async Task<GitBrought.Done> Done(GitWish wish)
    {
        var brought = await Bring(wish, new GitLimits());
        return brought as GitBrought.Done ?? throw new InvalidOperationException($"{brought}");
    }

    private async Task<string> Failed(GitWish wish, GitLimits? limits = null) =>
        Assert.IsType<GitBrought.Failed>(await Bring(wish, limits ?? new GitLimits())).Why;

    private async Task<GitBrought> Bring(GitWish wish, GitLimits limits)
    {
        foreach (var entry in new DirectoryInfo(_work).EnumerateFileSystemInfos().ToList())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
        }

        var resolver = new ScriptedResolver().Say("metadata.example", ["169.254.169.254"]);
        using var repositories = new GitRepositories(new GitDoor(new GitPermissions([Served], AllowedHosts.None), resolver), _root, limits, MachineWalls.Found.Level, new RecordedFailpoints());
        return await repositories.Bring(wish, _work, default);
    }
}
