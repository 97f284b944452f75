using MiniVercel.Cli.Deploying;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Deploying;

public sealed class SourceTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Paths => SourceTree.Read(_folder.Path).Select(file => file.Path);

    [Fact]
    public void What_tools_put_beside_the_source_stays_here()
    {
        foreach (var path in new[] { ".git/HEAD", "node_modules/a/index.js", "packages/a/node_modules/b.js", ".data/url", ".minivercel/x", ".DS_Store", ".svn/x", "packages/a/.git", ".env", ".env.local", "packages/a/.env.production", ".envrc" })
            _folder.Write(path, "x");
        foreach (var path in new[] { "index.html", ".well-known/security.txt", "packages/a/env.js", ".github/ci.yml" })
            _folder.Write(path, "x");

        Assert.Equal([".github/ci.yml", ".well-known/security.txt", "index.html", "packages/a/env.js"], Paths);
    }

    [Theory]
    [InlineData(".gitignore")]
    [InlineData(".vercelignore")]
    [InlineData(".minivercelignore")]
    public void An_ignore_file_is_honoured(string name)
    {
        _folder.Write(name, "dist/\n*.log\n!keep.log\n");
        foreach (var path in new[] { "dist/app.js", "a.log", "keep.log", "src/b.log", "src/main.js" })
            _folder.Write(path, "x");

        Assert.Equal([name, "keep.log", "src/main.js"], Paths);
    }

    [Fact]
    public void The_platforms_own_ignore_file_goes_before_gits()
    {
        _folder.Write(".gitignore", "dist/");
        _folder.Write(".minivercelignore", "src/");
        _folder.Write("dist/app.js", "x");
        _folder.Write("src/main.js", "x");

        Assert.Equal([".gitignore", ".minivercelignore", "dist/app.js"], Paths);
    }

    [Fact]
    public void Links_inside_the_folder_are_followed()
    {
        _folder.Write("shared/logo.svg", "<svg/>");
        Link("logo.svg", "shared/logo.svg");
        Link("assets", "shared");

        Assert.Equal(["assets/logo.svg", "logo.svg", "shared/logo.svg"], Paths);
        Assert.All(SourceTree.Read(_folder.Path), file => Assert.Equal(6, file.Size));
    }

    [Fact]
    public void A_folder_that_is_itself_reached_by_a_link_is_read()
    {
        _folder.Write("site/index.html", "x");
        Link("site/home.html", "index.html");
        Link("door", "site");

        Assert.Equal(["home.html", "index.html"], SourceTree.Read(_folder.At("door")).Select(file => file.Path));
    }

    [Fact]
    public void A_link_that_leads_outside_is_refused_by_name()
    {
        using var outside = new TemporaryFolder("secrets");
        outside.Write("key", "secret");
        _folder.Write("index.html", "x");
        Link("src/key", outside.At("key"));

        var refusal = Assert.Throws<UsageException>(() => SourceTree.Read(_folder.Path));
        Assert.StartsWith($"src/key is a link to {outside.At("key")}, outside the deployed folder.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_outside_through_another_link_is_refused()
    {
        using var outside = new TemporaryFolder("secrets");
        outside.Write("key", "secret");
        Link("node_modules/door", outside.Path);
        Link("key", "node_modules/door/key");

        Assert.Contains("outside the deployed folder", Assert.Throws<UsageException>(() => SourceTree.Read(_folder.Path)).Message);
    }

    [Fact]
    public void A_neighbour_whose_name_begins_alike_is_outside()
    {
        Directory.CreateDirectory(_folder.Path + "-old");
        Link("old", _folder.Path + "-old");

        Assert.Contains("outside the deployed folder", Assert.Throws<UsageException>(() => SourceTree.Read(_folder.Path)).Message);
    }

    [Theory]
    [InlineData("nowhere", "leads nowhere")]
    [InlineData("link", "leads nowhere")]
    [InlineData("..", "a folder that contains it")]
    public void A_link_that_cannot_be_followed_is_refused(string target, string sentence)
    {
        Link("src/link", target);

        Assert.Contains(sentence, Assert.Throws<UsageException>(() => SourceTree.Read(_folder.Path)).Message);
    }

    [Fact]
    public void An_ignored_link_harms_nobody()
    {
        _folder.Write(".gitignore", "current\n");
        Link("current", "/");

        Assert.Equal([".gitignore"], Paths);
    }

    [Fact]
    public void The_executable_bit_is_the_owners()
    {
        var file = _folder.Write("run.sh", "#!/bin/sh");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherExecute);
        Assert.False(SourceTree.Read(_folder.Path).Single().Executable);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.True(SourceTree.Read(_folder.Path).Single().Executable);
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.At(path))!);
        File.CreateSymbolicLink(_folder.At(path), target);
    }
}
