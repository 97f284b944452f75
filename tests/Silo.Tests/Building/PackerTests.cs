using System.Security.Cryptography;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building;

namespace MiniVercel.Silo.Tests.Building;

public sealed class PackerTests : IDisposable
{
    private readonly SourceFolder _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Every_file_is_named_by_its_path_and_content_in_the_order_of_the_bytes()
    {
        _output.With("b.html", "b").With("a/z.css", "z").With("a.txt", "").With("B.html", "b").With(".well-known/x", "x");

        var manifest = await Packer.Pack(_output.Path, CancellationToken.None);

        Assert.Equal(Manifest.CurrentFormat, manifest.Format);
        Assert.Equal([".well-known/x", "B.html", "a.txt", "a/z.css", "b.html"], manifest.Files.Select(f => f.Path));
        Assert.Equal(4, manifest.Size);
        Assert.All(manifest.Files, f => Assert.Equal(
            (Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_output.At(f.Path)))), new FileInfo(_output.At(f.Path)).Length),
            (f.Sha256, f.Size)));
    }

    [Fact]
    public async Task Secrets_history_and_packages_are_left_out_at_every_depth()
    {
        _output.With("index.html").With(".well-known/security.txt").With("a/env.js").With(".htaccess");
        foreach (var hidden in new[] { ".env", ".env.local", "a/.env.production", ".envrc", ".git/config", "a/.git", "node_modules/x/index.js", "a/node_modules/y.js" })
            _output.With(hidden);
        File.CreateSymbolicLink(_output.At("node_modules/link"), "x/index.js");

        var manifest = await Packer.Pack(_output.Path, CancellationToken.None);

        Assert.Equal([".htaccess", ".well-known/security.txt", "a/env.js", "index.html"], manifest.Files.Select(f => f.Path));
    }

    [Theory]
    [InlineData("index.html", "text/html; charset=utf-8")]
    [InlineData("INDEX.HTML", "text/html; charset=utf-8")]
    [InlineData("a.css", "text/css; charset=utf-8")]
    [InlineData("a.js", "text/javascript; charset=utf-8")]
    [InlineData("a.mjs", "text/javascript; charset=utf-8")]
    [InlineData("a.js.map", "application/json; charset=utf-8")]
    [InlineData("a.json", "application/json; charset=utf-8")]
    [InlineData("a.webmanifest", "application/manifest+json; charset=utf-8")]
    [InlineData("a.md", "text/markdown; charset=utf-8")]
    [InlineData("a.txt", "text/plain; charset=utf-8")]
    [InlineData("a.svg", "image/svg+xml")]
    [InlineData("a.png", "image/png")]
    [InlineData("a.avif", "image/avif")]
    [InlineData("a.webp", "image/webp")]
    [InlineData("a.woff2", "font/woff2")]
    [InlineData("a.wasm", "application/wasm")]
    [InlineData("a.pdf", "application/pdf")]
    [InlineData("a.unknown", "application/octet-stream")]
    [InlineData("LICENSE", "application/octet-stream")]
    [InlineData(".html", "text/html; charset=utf-8")]
    public async Task A_file_s_type_follows_its_name(string name, string type)
    {
        _output.With(name);

        Assert.Equal(type, Assert.Single((await Packer.Pack(_output.Path, CancellationToken.None)).Files).ContentType);
    }

    [Fact]
    public async Task What_may_be_executed_is_marked()
    {
        _output.With("plain").With("run");
        File.SetUnixFileMode(_output.At("run"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var manifest = await Packer.Pack(_output.Path, CancellationToken.None);

        Assert.Equal([false, true], manifest.Files.Select(f => f.Executable));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    [InlineData("index.html")]
    [InlineData("nowhere")]
    public async Task A_symbolic_link_is_refused_by_name(string target)
    {
        _output.With("index.html").With("a/x");
        File.CreateSymbolicLink(_output.At("a/link"), target);

        Assert.Equal("'a/link' is a symbolic link; only files can be served.", await Refused(BuildReason.PackFailed));
    }

    [Fact]
    public async Task Links_that_lead_in_circles_are_refused_at_once()
    {
        _output.With("index.html");
        Directory.CreateSymbolicLink(_output.At("one"), ".");
        Directory.CreateSymbolicLink(_output.At("other"), ".");

        Assert.Equal("'one' is a symbolic link; only files can be served.", await Refused(BuildReason.PackFailed));
    }

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        _output.With("index.html");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_output.At("pipe")]))
            await mkfifo.WaitForExitAsync();

        Assert.Equal("'pipe' is a pipe, a socket or a device; only files can be served.", await Refused(BuildReason.PackFailed));
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused()
    {
        _output.With(string.Join('/', Enumerable.Repeat(new string('x', 200), 6)));

        Assert.Contains("is longer than 1024 characters", await Refused(BuildReason.PackFailed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_files_is_no_output()
    {
        Directory.CreateDirectory(_output.At("empty/folders"));

        await Refused(BuildReason.NoOutput);
    }

    [Fact]
    public async Task Packing_can_be_given_up()
    {
        _output.With("index.html");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Packer.Pack(_output.Path, new CancellationToken(canceled: true)));
    }

    private async Task<string> Refused(BuildReason reason)
    {
        var refused = await Assert.ThrowsAsync<BuildStepFailedException>(
            () => Task.Run(() => Packer.Pack(_output.Path, CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }
}
