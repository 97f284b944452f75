using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Tests.Http;

public class RawHttpTests
{
    [Fact]
    public async Task A_get_returns_status_headers_and_body_as_they_came()
    {
        await using var server = ScriptedServer.Always(
            "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Mv-Deployment:  dpl_1 \r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nHello");

        var response = await RawHttp.Get(server.Endpoint, "shop.localhost", "/cart?x=1");

        Assert.Equal(404, response.Status);
        Assert.Equal("dpl_1", response.Header("x-mv-deployment"));
        Assert.Null(response.Header("x-missing"));
        Assert.Equal(["a=1", "b=2"], response.Headers.Where(h => h.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value));
        Assert.Equal("Hello", response.Text);
    }

    [Fact]
    public async Task The_host_the_path_and_the_headers_go_out_exactly_as_given()
    {
        var asked = "";
        await using var server = new ScriptedServer(turn =>
        {
            asked = turn.Head;
            return turn.Send("HTTP/1.1 204 No Content\r\n\r\n");
        });

        await RawHttp.Get(server.Endpoint, "Shop.localhost.", "/a/%252f/../b", [new("x-real-ip", "1.2.3.4")]);

        Assert.Equal("GET /a/%252f/../b HTTP/1.1\r\nhost: Shop.localhost.\r\nconnection: close\r\nx-real-ip: 1.2.3.4", asked);
    }

    [Fact]
    public async Task Chunks_are_joined_and_trailers_are_skipped()
    {
        await using var server = ScriptedServer.Always(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;why=not\r\nHello\r\nA\r\n, worldly!\r\n0\r\nX-Sum: 1\r\n\r\n");

        Assert.Equal("Hello, worldly!", (await RawHttp.Get(server.Endpoint, "x")).Text);
    }

    [Fact]
    public async Task Interim_answers_are_skipped()
    {
        await using var server = ScriptedServer.Always(
            "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

        var response = await RawHttp.Get(server.Endpoint, "x");

        Assert.Equal((200, "ok", null), (response.Status, response.Text, response.Header("link")));
    }

    [Fact]
    public async Task A_body_without_announced_length_ends_with_the_connection()
    {
        await using var server = new ScriptedServer(async turn =>
        {
            await turn.Send("HTTP/1.1 200 OK\r\n\r\nall of it");
            turn.Close();
        });

        Assert.Equal("all of it", (await RawHttp.Get(server.Endpoint, "x")).Text);
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n", 200)]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", 200)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\ncontent-length: 500\r\n\r\n", 304)]
    public async Task An_answer_that_may_have_no_body_ends_with_its_head(string method, string answer, int status)
    {
        await using var server = ScriptedServer.Always(answer);

        var response = await RawHttp.Send(server.Endpoint, new RawRequest("x") { Method = method });

        Assert.Equal((status, 0), (response.Status, response.Body.Length));
    }

    [Fact]
    public async Task A_body_is_sent_with_its_length()
    {
        var asked = "";
        await using var server = new ScriptedServer(turn =>
        {
            asked = turn.Head;
            return turn.Send("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
        });

        await RawHttp.Send(server.Endpoint, new RawRequest("x", "/api") { Method = "POST", Body = "{}"u8.ToArray() });

        Assert.Equal("POST /api HTTP/1.1\r\nhost: x\r\ncontent-length: 2", asked);
    }

    [Theory]
    [InlineData("hello\r\n\r\n")]
    [InlineData("HTTP/2.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 999 Odd\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length : 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1x\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab")]
    public async Task What_is_not_an_answer_is_malformed(string bytes)
    {
        await using var server = ScriptedServer.Always(bytes);

        var failure = await Assert.ThrowsAsync<HttpFailure>(() => RawHttp.Get(server.Endpoint, "x"));

        Assert.Equal(FailureKind.Malformed, failure.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nconte")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhe")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n")]
    public async Task An_answer_cut_short_is_told_from_one_that_never_began(string bytes)
    {
        await using var server = new ScriptedServer(async turn =>
        {
            await turn.Send(bytes);
            turn.Close();
        });

        var failure = await Assert.ThrowsAsync<HttpFailure>(() => RawHttp.Get(server.Endpoint, "x"));

        Assert.Equal(bytes == "" ? FailureKind.Reset : FailureKind.Truncated, failure.Kind);
    }
}
