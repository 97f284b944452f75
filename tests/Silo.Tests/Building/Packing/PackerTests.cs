using System.Net.Sockets;
using System.Security.Cryptography;
using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Packing;

namespace MiniVercel.Silo.Tests.Building.Packing;

public sealed class PackerTests : IDisposable
{
    private readonly SourceFolder _output = new();
    private readonly SourceFolder _room = new();

    public void Dispose()
    {
        _output.Dispose();
        _room.Dispose();
    }

    [Fact]
    public async Task Every_file_is_named_by_its_path_and_content_in_the_order_of_the_bytes()
    {
        _output.With("b.html", "b").With("a/z.css", "z").With("a.txt", "").With("B.html", "b").With(".well-known/x", "x");

        var manifest = await Pack();

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

        var manifest = await Pack();

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

        Assert.Equal(type, Assert.Single((await Pack()).Files).ContentType);
    }

    [Fact]
    public async Task What_may_be_executed_is_marked()
    {
        _output.With("plain").With("run");
        File.SetUnixFileMode(_output.At("run"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var manifest = await Pack();

        Assert.Equal([false, true], manifest.Files.Select(f => f.Executable));
    }

    [Fact]
    public async Task A_link_within_the_output_is_what_it_leads_to()
    {
        _output.With("a/page.html", "page").With("a/style.css", "style");
        File.CreateSymbolicLink(_output.At("index.html"), "a/page.html");
        File.CreateSymbolicLink(_output.At("a/absolute.html"), _output.At("a/page.html"));
        Directory.CreateSymbolicLink(_output.At("latest"), "a");
        File.CreateSymbolicLink(_output.At("through.css"), "latest/../latest/style.css");

        var manifest = await Pack();

        Assert.Equal(
            ["a/absolute.html", "a/page.html", "a/style.css", "index.html", "latest/absolute.html", "latest/page.html", "latest/style.css", "through.css"],
            manifest.Files.Select(f => f.Path));
        Assert.Equal(2, manifest.Files.DistinctBy(f => f.Sha256).Count());
        Assert.All(manifest.Files, f => Assert.Equal(f.Path.EndsWith(".css", StringComparison.Ordinal) ? 5 : 4, f.Size));
    }

    [Theory]
    [InlineData("/etc/passwd", "that leads out of the output; only what lies in it can be served.")]
    [InlineData("/etc", "that leads out of the output; only what lies in it can be served.")]
    [InlineData("../../x", "that leads out of the output; only what lies in it can be served.")]
    [InlineData("../out/passwd", "that leads out of the output; only what lies in it can be served.")]
    [InlineData("nowhere", "that leads to nothing.")]
    [InlineData("link", "that leads to nothing.")]
    [InlineData("../.env", "to '.env', which is never served.")]
    [InlineData("../node_modules/x", "to 'node_modules/x', which is never served.")]
    public async Task A_link_that_leads_anywhere_else_is_refused_by_name(string target, string why)
    {
        _output.With("index.html").With("a/x").With(".env").With("node_modules/x/index.js");
        File.CreateSymbolicLink(_output.At("out"), "/etc");
        File.CreateSymbolicLink(_output.At("a/link"), target);

        Assert.Equal($"'a/link' is a symbolic link {why}", await Refused(BuildReason.PackFailed));
    }

    [Theory]
    [InlineData("back", ".")]
    [InlineData("a/back", "..")]
    [InlineData("a/b/back", "../../a")]
    public async Task A_link_that_leads_in_a_circle_is_refused_at_once(string name, string target)
    {
        _output.With("a/b/x").With("index.html");
        Directory.CreateSymbolicLink(_output.At(name), target);

        Assert.Equal($"'{name}' is a symbolic link to a folder that it lies in, and would have no end.", await Refused(BuildReason.PackFailed));
    }

    [Fact]
    public async Task Links_that_multiply_what_they_lead_to_meet_the_limits()
    {
        _output.With("0/index.html");
        for (var i = 1; i < 30; i++)
        {
            Directory.CreateDirectory(_output.At($"{i}"));
            foreach (var link in new[] { "a", "b" })
                Directory.CreateSymbolicLink(_output.At($"{i}/{link}"), $"../{i - 1}");
        }

        Assert.Equal("The output has more than 1000 files and folders.", await Refused(BuildReason.PackFailed, new PackLimits { Entries = 1_000 }));
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
    public async Task A_socket_is_refused_as_well()
    {
        _output.With("index.html");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_output.At("s")));

        Assert.Equal("'s' is a pipe, a socket or a device; only files can be served.", await Refused(BuildReason.PackFailed));
    }

    [Fact]
    public async Task A_name_is_measured_in_the_bytes_that_an_address_has()
    {
        _output.With("grüße.txt");

        Assert.Single((await Pack(new PackLimits { PathBytes = 11 })).Files);
        Assert.Equal("'grüße.txt' is longer than 10 bytes, its folders included.", await Refused(BuildReason.PackFailed, new PackLimits { PathBytes = 10 }));
        _output.With(string.Join('/', Enumerable.Repeat(new string('x', 200), 6)));
        Assert.EndsWith("is longer than 1024 bytes, its folders included.", await Refused(BuildReason.PackFailed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_has_bounds_and_the_one_that_is_met_is_named()
    {
        _output.With("a/one.txt", "1234").With("two.txt", "12345").With("three.txt", "");

        Assert.Equal(3, (await Pack(new PackLimits { Files = 3, Entries = 4, FileBytes = 5, TotalBytes = 9 })).Files.Count);
        Assert.Equal("The output has more than 2 files.", await Refused(BuildReason.PackFailed, new PackLimits { Files = 2 }));
        Assert.Equal("The output has more than 3 files and folders.", await Refused(BuildReason.PackFailed, new PackLimits { Entries = 3 }));
        Assert.Equal("'two.txt' is larger than 4 B.", await Refused(BuildReason.PackFailed, new PackLimits { FileBytes = 4 }));
        Assert.Equal("The files of the output are together larger than 8 B.", await Refused(BuildReason.PackFailed, new PackLimits { TotalBytes = 8 }));
    }

    [Fact]
    public async Task A_folder_without_files_is_no_output()
    {
        Directory.CreateDirectory(_output.At("empty/folders"));
        _output.With(".env");

        Assert.Equal("The output directory has no file to serve. It has: .env, empty.", await Refused(BuildReason.NoOutput));
    }

    [Fact]
    public async Task Packing_can_be_given_up()
    {
        _output.With("index.html");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pack(PackLimits.Usual, new CancellationToken(canceled: true)));
    }

    private async Task<Manifest> Pack(PackLimits? limits = null) => (await Pack(limits ?? PackLimits.Usual, CancellationToken.None)).Manifest;

    private Task<PackedOutput> Pack(PackLimits limits, CancellationToken cancellationToken) =>
        Packer.Pack(Shipment.OfFiles(_output.Path), _room.At("packed"), new Dictionary<string, ManifestFile>(), limits, cancellationToken);

    private async Task<string> Refused(BuildReason reason, PackLimits? limits = null)
    {
        var refused = await Assert.ThrowsAsync<BuildStepFailedException>(() => Task.Run(() => Pack(limits)).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }
}
