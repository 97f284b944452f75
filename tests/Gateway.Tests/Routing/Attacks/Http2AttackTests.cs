using MiniVercel.Testing.Http;

namespace MiniVercel.Gateway.Tests.Routing.Attacks;

/// <summary>What a stranger can send by HTTP/2: it is answered or its stream is ended, and shows and changes nothing, as by HTTP/1.1.</summary>
public sealed class Http2AttackTests(AttackTests.AttackedSilo fixture) : IClassFixture<AttackTests.AttackedSilo>
{
    /// <summary>In place of a status: the stream or the connection was ended.</summary>
    private const int Ended = 0;

    public static TheoryData<string, string, string, string, int[]> Attacks => new()
    {
        { "GET", "nobody.localhost", "/", "", [404] },
        { "GET", "a.SITE", "/", "", [404] },
        { "GET", "SITE,evil.com", "/", "", [400, Ended] },
        { "GET", "evil.com@SITE", "/", "", [400, Ended] },
        { "GET", "SITE/../OTHER", "/", "", [400, Ended] },
        { "GET", "SITE\0", "/", "", [400, Ended] },
        { "GET", "", "/", "", [400, 404, Ended] },
        { "GET", "SITE", "/", "host: OTHER", [200] },
        { "GET", "SITE", "http://OTHER/", "", [400, Ended] },
        { "GET", "SITE", "", "", [400, Ended] },
        { "GET", "SITE", "about", "", [400, Ended] },
        { "GET", "SITE", "/../../../../etc/passwd", "", [404] },
        { "GET", "SITE", "/..%2f..%2f..%2fetc/passwd", "", [404] },
        { "GET", "SITE", "/..%5c..%5c..%5cetc/passwd", "", [404] },
        { "GET", "SITE", "/%2e%2e/%2e%2e/admin-token", "", [404] },
        { "GET", "SITE", "/about%00", "", [400, Ended] },
        { "GET", "SITE", "/a b", "", [400, 404, Ended] },
        { "TRACE", "SITE", "/", "cookie: secret=1", [405] },
        { "TRACE", "localhost:PORT", "/", "cookie: secret=1", [401] },
        { "OPTIONS", "SITE", "*", "", [405] },
        { "EVIL", "SITE", "/", "", [405] },
        { "GET", "SITE", "/api/projects", "x-forwarded-host: localhost", [404] },
        { "GET", "localhost:PORT", "/api/projects", "x-forwarded-for: 127.0.0.1", [401] },
        { "GET", "localhost:PORT", "/nodes/blobs/", "x-mv-deployment: dpl_somebody", [401] },
        { "GET", "SITE", "/nothing", "connection: upgrade", [Ended] },
        { "GET", "SITE", "/nothing", "transfer-encoding: chunked", [400] },
        { "GET", "SITE", "/nothing", "X-Upper: case", [Ended] },
        { "GET", "SITE", "/nothing", "x: a\rb", [Ended] },
        { "GET", "SITE", "/nothing", "x: a\0b", [Ended] },
        { "POST", "SITE", "/nothing", "content-length: 5", [405, Ended] },
        { "GET", "SITE", "/", ":path: /about/", [Ended] },
        { "GET", "SITE", "/", ":scheme: https", [Ended] },
        { "CONNECT", "SITE", "/", ":protocol: websocket", [405] },
        { "CONNECT", "localhost:PORT", "/", ":protocol: websocket", [401] },
        { "CONNECT", "SITE", "/", "", [405, Ended] },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task It_has_its_answer_and_the_site_is_up(string method, string authority, string path, string header, int[] answers)
    {
        var answer = await Ask(Pseudo(method, authority, path), header);

        Assert.Contains(answer.Status, answers);
        Assert.Equal(answer.Status == Ended, answer.Error is not null);
        ShowsNothing(answer);
        await TheSiteIsUp();
    }

    [Theory]
    [InlineData("evil.com:443", 404, 405)]
    [InlineData("SITE", 405)]
    [InlineData("localhost:PORT", 401)]
    public async Task Nobody_is_connected_to_anywhere(string authority, params int[] answers)
    {
        var answer = await Ask([(":method", "CONNECT"), (":authority", authority)], "");

        Assert.Contains(answer.Status, answers);
        await TheSiteIsUp();
    }

    [Theory]
    [InlineData(40_000, 1)]
    [InlineData(300, 101)]
    public async Task Endless_headers_end_the_connection_or_the_stream(int length, int count)
    {
        var headers = Enumerable.Range(0, count).Select(i => ($"x{i}", new string('a', length / count)));

        var answer = await Ask([.. Pseudo("GET", "SITE", "/"), .. headers], "");

        Assert.True(answer.Error is not null || answer.Status is 400 or 431, $"{answer}");
        await TheSiteIsUp();
    }

    private static IEnumerable<(string Name, string Value)> Pseudo(string method, string authority, string path) =>
        [(":method", method), (":scheme", "http"), (":authority", authority), (":path", path)];

    private async Task<Http2Answer> Ask(IEnumerable<(string Name, string Value)> headers, string more)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var connection = await RawHttp2.Open(fixture.Silo.Endpoint, patience.Token);
        var colon = more.IndexOf(": ", StringComparison.Ordinal);
        var all = colon < 0 ? headers : headers.Append((Name: more[..colon], Value: more[(colon + 2)..])).OrderBy(h => h.Name[0] != ':'); // those of the protocol come first
        return await connection.Ask(all.Select(h => (h.Name, fixture.Fill(h.Value))), patience.Token);
    }

    private void ShowsNothing(Http2Answer answer)
    {
        foreach (var secret in new[] { "root:", "theirs", fixture.Token, "   at ", "secret=1", "evil.com" })
            Assert.DoesNotContain(secret, answer.Body, StringComparison.Ordinal);
    }

    private async Task TheSiteIsUp()
    {
        var answer = await Ask(Pseudo("GET", "SITE", "/"), "");
        Assert.Equal((200, "<h1>home</h1>"), (answer.Status, answer.Body));
    }
}
