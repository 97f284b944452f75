using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>The public port speaks HTTP/2 to whoever begins with it, and answers as it does by HTTP/1.1.</summary>
[Collection(SiloCollection.Name)]
public sealed class Http2Tests(SharedSilo fixture, StaticSite folder) : IClassFixture<StaticSite>, IDisposable
{
    private readonly HttpClient _client = Http2Client.To(fixture.Silo.Endpoint);

    public static TheoryData<string> Files => [.. StaticSite.Files.Keys];

    private string Root => $"http://{fixture.Silo.SiteHost(folder.Site.Name)}";

    public void Dispose() => _client.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_arrives_byte_for_byte(string file)
    {
        using var answer = await _client.GetAsync(new Uri(Root + StaticSite.PathOf(file)));

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (answer.StatusCode, answer.Version));
        Assert.True((await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(StaticSite.Files[file]), $"{file} is not what was deployed");
        Assert.Equal($"\"{Site.HashOf(StaticSite.Files[file])}\"", answer.Headers.ETag!.Tag);
        Assert.Equal([folder.Deployment], answer.Headers.GetValues("x-mv-deployment"));
    }

    [Fact]
    public async Task A_part_of_a_file_and_what_a_visitor_has_already_are_as_by_HTTP_1()
    {
        var big = StaticSite.Files["big.bin"];
        using var part = await Send("/big.bin", r => r.Headers.Range = new RangeHeaderValue(1_000_000, 2_999_999));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.True((await part.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(big.AsSpan(1_000_000, 2_000_000)));

        using var known = await Send("/big.bin", r => r.Headers.IfNoneMatch.ParseAdd($"\"{Site.HashOf(big)}\""));
        Assert.Equal((HttpStatusCode.NotModified, 0L), (known.StatusCode, (await known.Content.ReadAsByteArrayAsync()).LongLength));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_compressed_form_is_the_one_that_HTTP_1_gets(string encoding)
    {
        var site = await Site.Create(fixture.Silo, "h2-compressed");
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"line {i} of it\n"));
        await site.Activate((await site.Build(new Dictionary<string, byte[]> { ["index.html"] = "x"u8.ToArray(), ["text.js"] = Encoding.UTF8.GetBytes(text) })).Text("id"));
        using var answer = await _client.SendAsync(Request($"http://{fixture.Silo.SiteHost(site.Name)}/text.js", r => r.Headers.AcceptEncoding.ParseAdd(encoding)));
        var before = await site.Get("/text.js", ("accept-encoding", encoding));

        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
        Assert.True((await answer.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(before.Body.Span));
    }

    [Fact]
    public async Task Many_streams_of_one_connection_all_get_what_they_asked_for()
    {
        var files = StaticSite.Files.ToList();

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 90 }, async (i, ct) =>
        {
            var (name, bytes) = files[i % files.Count];
            var answer = await _client.GetByteArrayAsync(new Uri(Root + StaticSite.PathOf(name)), ct);
            Assert.True(answer.AsSpan().SequenceEqual(bytes), name);
        });
    }

    [Fact]
    public async Task No_stream_fails_while_the_site_is_switched()
    {
        var site = await Site.Create(fixture.Silo, "h2-switched");
        var (one, two) = ((await site.Build("one")).Text("id"), (await site.Build("two")).Text("id"));
        await site.Activate(one);
        using var switched = new CancellationTokenSource();

        var visits = Enumerable.Range(0, 20).Select(async _ =>
        {
            var seen = new HashSet<string>();
            while (!switched.IsCancellationRequested)
                seen.Add(await _client.GetStringAsync(new Uri($"http://{fixture.Silo.SiteHost(site.Name)}/")));
            return seen;
        }).ToList();
        for (var i = 0; i < 10; i++)
            await site.Activate(i % 2 == 0 ? two : one);
        await switched.CancelAsync();

        Assert.All(await Task.WhenAll(visits), seen => Assert.Subset(new HashSet<string> { "one", "two" }, seen));
    }

    [Fact]
    public async Task The_dashboards_host_answers_too()
    {
        using var live = await _client.GetAsync(new Uri($"http://localhost:{fixture.Silo.Endpoint.Port}/health/live"));
        using var closed = await _client.GetAsync(new Uri($"http://localhost:{fixture.Silo.Endpoint.Port}/api/projects"));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (live.StatusCode, closed.StatusCode));
    }

    [Theory]
    [InlineData("G")]
    [InlineData("P")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r")]
    public async Task Whoever_says_half_of_it_and_goes_leaves_nothing_behind_and_keeps_nobody(string half)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var client = new TcpClient();
        await client.ConnectAsync(fixture.Silo.Endpoint, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(half), patience.Token);
        Assert.Equal("about, as text", (await folder.Site.Get("/about.txt")).Text);

        client.Client.Shutdown(SocketShutdown.Send);

        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, patience.Token); // to its end: the server closes it
        Assert.DoesNotContain("200", Encoding.ASCII.GetString(rest.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_taken_for_what_it_is()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(fixture.Silo.Endpoint, patience.Token);
        foreach (var letter in Encoding.ASCII.GetBytes($"PRIVATE /about.txt HTTP/1.1\r\nhost: {fixture.Silo.SiteHost(folder.Site.Name)}\r\nconnection: close\r\n\r\n"))
            await client.GetStream().WriteAsync(new[] { letter }, patience.Token);

        Assert.StartsWith("HTTP/1.1 405", await new StreamReader(client.GetStream()).ReadToEndAsync(patience.Token), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Send(string path, Action<HttpRequestMessage> with) => _client.SendAsync(Request(Root + path, with));

    private static HttpRequestMessage Request(string url, Action<HttpRequestMessage> with)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        with(request);
        return request;
    }
}
