using System.IO.Compression;
using System.Text;
using MiniVercel.Silo;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Dashboard;

/// <summary>The dashboard's files, and what a browser is told about them.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private const string Index = "<!doctype html><title>the dashboard</title>";
    private const string Script = "/assets/index-a1b2c3d4.js";
    private const string Html = "text/html,application/xhtml+xml,*/*;q=0.8";

    private static readonly string s_code = string.Concat(Enumerable.Repeat("console.log('the dashboard');", 100));

    private readonly string _web = TemporaryFolder.Create("web");
    private TestSilo _silo = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_web, "assets"));
        await File.WriteAllTextAsync(Path.Combine(_web, "index.html"), Index);
        await File.WriteAllTextAsync(_web + Script, s_code);
        await File.WriteAllBytesAsync(_web + Script + ".br", Compressed(to => new BrotliStream(to, CompressionLevel.Optimal)));
        await File.WriteAllBytesAsync(_web + Script + ".gz", Compressed(to => new GZipStream(to, CompressionLevel.Optimal)));
        _silo = await TestSilo.Start(options: new SiloOptions { Web = _web });
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_web, recursive: true);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/login?link=mvl_x")]
    [InlineData("/new")]
    [InlineData("/projects/prj_1/builds/bld_1")]
    [InlineData("/previews")]
    [InlineData("/index.html")]
    public async Task Every_page_of_it_begins_with_the_same_file(string path)
    {
        var page = await Ask(path, ("accept", Html));

        Assert.Equal((200, Index), (page.Status, page.Text));
        Assert.Equal("text/html; charset=utf-8", page.Header("content-type"));
        Assert.Equal("no-cache", page.Header("cache-control"));
        Assert.Contains("script-src 'self'", page.Header("content-security-policy"), StringComparison.Ordinal);
        Assert.Equal("DENY", page.Header("x-frame-options"));
    }

    [Theory]
    [InlineData("/api/nothing", 401)]
    [InlineData("/api", 401)]
    [InlineData("/hubs/nothing", 401)]
    [InlineData("/health/nothing", 401)]
    [InlineData("/metrics", 401)]
    [InlineData("/preview/bld_none/", 404)]
    [InlineData("/sites/none.example.test/", 404)]
    [InlineData("/assets/index-gone.js", 401)]
    [InlineData("/assets/gone", 401)]
    [InlineData("/favicon.ico", 401)]
    [InlineData("/../index.html.br", 401)]
    public async Task What_is_something_else_or_missing_is_never_that_file(string path, int status)
    {
        var answer = await Ask(path, ("accept", Html));

        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain(Index, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_goes_to_a_page_is_given_one()
    {
        Assert.NotEqual(200, (await Ask("/projects/prj_1", ("accept", "application/json"))).Status);
        Assert.NotEqual(200, (await Ask("/projects/prj_1")).Status);
        var posted = await RawHttp.Send(
            _silo.Endpoint, new RawRequest("localhost", "/projects/prj_1") { Method = "POST", Headers = [new("accept", Html)], KeepAlive = false });
        Assert.NotEqual(200, posted.Status);
    }

    [Fact]
    public async Task What_is_named_by_its_content_is_kept_for_ever_and_sent_in_the_form_that_is_liked_best()
    {
        var plain = await Ask(Script);
        var brotli = await Ask(Script, ("accept-encoding", "gzip, deflate, br"));
        var gzip = await Ask(Script, ("accept-encoding", "gzip"));

        Assert.Equal(s_code, plain.Text);
        Assert.Equal("public, max-age=31536000, immutable", plain.Header("cache-control"));
        Assert.StartsWith("text/javascript", plain.Header("content-type"), StringComparison.Ordinal);
        Assert.Equal(s_code, Read(new BrotliStream(Body(brotli), CompressionMode.Decompress)));
        Assert.Equal(s_code, Read(new GZipStream(Body(gzip), CompressionMode.Decompress)));
        Assert.Equal(("br", "gzip"), (brotli.Header("content-encoding"), gzip.Header("content-encoding")));
        Assert.All([plain, brotli, gzip], a => Assert.Equal("Accept-Encoding", a.Header("vary")));
        Assert.Equal(3, new[] { plain, brotli, gzip }.Select(a => a.Header("etag")).Distinct().Count());
    }

    [Fact]
    public async Task Who_has_it_already_is_only_told_so()
    {
        var tag = (await Ask("/")).Header("etag")!;

        var known = await Ask("/", ("if-none-match", tag));
        Assert.Equal((304, ""), (known.Status, known.Text));
        Assert.Equal(304, (await Ask("/", ("if-none-match", $"\"other\", {tag}"))).Status);
        Assert.Equal(200, (await Ask("/", ("if-none-match", "\"other\""))).Status);
    }

    [Fact]
    public async Task Asked_for_the_head_alone_it_says_how_much_there_would_be()
    {
        var head = await RawHttp.Send(_silo.Endpoint, new RawRequest("localhost", "/") { Method = "HEAD", KeepAlive = false });

        Assert.Equal((200, Index.Length.ToString(), ""), (head.Status, head.Header("content-length"), head.Text));
    }

    [Fact]
    public async Task It_is_on_no_sites_host() =>
        Assert.Equal(404, (await RawHttp.Get(_silo.Endpoint, _silo.SiteHost("nobody"), "/login", [new("accept", Html)])).Status);

    [Fact]
    public async Task Where_it_was_not_built_every_page_says_how_to()
    {
        await using var without = await TestSilo.Start(options: new SiloOptions { Web = Path.Combine(_web, "assets") });

        foreach (var path in new[] { "/", "/login?link=mvl_x" })
        {
            var page = await RawHttp.Get(without.Endpoint, "localhost", path, [new("accept", Html)]);
            Assert.Equal(200, page.Status);
            Assert.Contains("npm", page.Text, StringComparison.Ordinal);
        }
    }

    private Task<RawResponse> Ask(string path, params (string Name, string Value)[] headers) =>
        RawHttp.Get(_silo.Endpoint, "localhost", path, [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))]);

    private static byte[] Compressed(Func<Stream, Stream> open)
    {
        using var to = new MemoryStream();
        using (var compressing = open(to))
            compressing.Write(Encoding.UTF8.GetBytes(s_code));
        return to.ToArray();
    }

    private static MemoryStream Body(RawResponse answer) => new(answer.Body.ToArray());

    private static string Read(Stream stream) => new StreamReader(stream).ReadToEnd();
}
