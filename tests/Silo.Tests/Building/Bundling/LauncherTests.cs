using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniVercel.Testing.Http;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>The launcher before programs of all kinds, by the Node of this machine: what listens is left alone, what only exports is served.</summary>
public sealed class LauncherTests : IDisposable
{
    private static readonly string s_launcher = Path.Combine(AppContext.BaseDirectory, "Building", "Bundling", "launch.cjs");
    private static readonly string s_programs =
        Environment.GetEnvironmentVariable("PATH")!.Split(':').First(folder => File.Exists(Path.Combine(folder, "node")));

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.js", "module.exports = (req, res) => res.end('served ' + req.url)")]
    [InlineData("a.mjs", "export default (req, res) => { res.end('served ' + req.url) }")]
    [InlineData("a.mjs", "export const app = async (req, res) => { res.end('served ' + req.url) }")]
    [InlineData("a.js", "exports.handler = (req, res) => { res.end('served ' + req.url) }")]
    [InlineData("a.js", "module.exports = { __esModule: true, default: (req, res) => { res.end('served ' + req.url) } }")]
    [InlineData("a.js", "module.exports = require('http').createServer((req, res) => res.end('served ' + req.url))")]
    [InlineData("a.mjs", "export default Promise.resolve((req, res) => { res.end('served ' + req.url) })")]
    [InlineData("a.mjs", "export default { fetch: request => new Response('served ' + new URL(request.url).pathname) }")]
    [InlineData("a.mjs", "export default class Unused {}; export const fetch = request => new Response('served ' + new URL(request.url).pathname)")]
    [InlineData("a.mjs", "export default async request => new Response('served ' + new URL(request.url).pathname)")]
    [InlineData("a.mjs", "export const GET = request => new Response('served ' + new URL(request.url).pathname)")]
    [InlineData("a.mjs", "export default () => new Response('served /x')")]
    [InlineData("a.mjs", "await new Promise(r => setTimeout(r, 100)); export default (req, res) => res.end('served ' + req.url)")]
    [InlineData("a.js", "setInterval(() => {}, 1000); module.exports = (req, res) => res.end('served ' + req.url)")]
    [InlineData("a.js", "module.exports = { settings: 1, use() {}, callback: () => (req, res) => res.end('served ' + req.url) }")]
    public async Task What_is_exported_answers(string file, string program)
    {
        await using var server = await Start(file, program);

        Assert.Equal("served /x", await server.Text("/x"));
        Assert.Equal($"Serving what {file} exports, as it does not listen itself.", server.Printed);
    }

    [Theory]
    [InlineData("require('http').createServer((req, res) => res.end('own')).listen(process.env.PORT); module.exports = () => { throw 1 }")]
    [InlineData("if (require.main === module) require('http').createServer((req, res) => res.end('own')).listen(process.env.PORT)")]
    [InlineData("if (process.argv[1] === __filename) require('net').createServer(s => s.once('data', () => s.end('HTTP/1.0 200 OK\\r\\n\\r\\nown'))).listen(process.env.PORT)")]
    [InlineData("setTimeout(() => require('http').createServer((req, res) => res.end('own')).listen(process.env.PORT), 200)")]
    public async Task What_listens_is_left_alone(string program)
    {
        await using var server = await Start("a.js", program);

        Assert.Equal("own", await server.Text("/"));
        Assert.Equal("", server.Printed);
    }

    [Theory]
    [InlineData("module.exports = (req, res) => later(res); const own = require('http').createServer((req, res) => res.end('own'));")]
    [InlineData("const own = module.exports = require('http').createServer((req, res) => listening ? res.end('own') : later(res));")]
    public async Task What_begins_to_listen_later_takes_over_and_no_connection_is_refused(string program)
    {
        await using var server = await Start(
            "a.js",
            program + """
            let listening = false;
            const later = res => {
              res.end('exported');
              if (!listening) own.listen(process.env.PORT, '127.0.0.1', () => listening = true);
            };
            setInterval(() => {}, 1000);
            """);

        Assert.Equal("exported", await server.Text("/"));
        string answer;
        do
            answer = await server.Text("/");
        while (answer != "own");
    }

    [Fact]
    public async Task What_listens_elsewhere_later_is_served_where_it_was()
    {
        await using var server = await Start(
            "a.js", "setInterval(() => {}, 1000); module.exports = (req, res) => require('http').createServer().listen(0, () => res.end('exported'))");

        Assert.Equal("exported", await server.Text("/"));
        Assert.Equal("exported", await server.Text("/"));
    }

    [Fact]
    public async Task What_takes_long_to_be_ready_is_waited_for_and_served_once()
    {
        await using var server = await Start(
            "a.mjs", "export default new Promise(r => setTimeout(r, 1500)).then(() => (req, res) => res.end('ready'))");

        Assert.Equal("ready", await server.Text("/"));
        Assert.Single(server.Printed.Split('\n'));
    }

    [Fact]
    public async Task The_program_runs_once_and_does_not_see_the_launcher()
    {
        await using var server = await Start(
            "a.mjs",
            """
            console.log('ran');
            export default () => new Response(JSON.stringify([process.execArgv, process.argv.length]));
            """);

        Assert.Equal("[[],2]", await server.Text("/"));
        Assert.Single(server.Printed.Split('\n'), "ran");
    }

    [Theory]
    [InlineData("module.exports = { hello: 1 }", "exports nothing that answers requests")]
    [InlineData("", "exports nothing that answers requests")]
    [InlineData("module.exports = class Server {}", "exports nothing that answers requests")]
    [InlineData("module.exports = Promise.resolve(undefined)", "exports nothing that answers requests")]
    [InlineData("module.exports = Promise.reject(new Error('no database'))", "no database")]
    [InlineData("throw new Error('at the start')", "at the start")]
    public async Task A_program_that_answers_nobody_ends_and_says_why(string program, string sentence)
    {
        _folder.With("a.js", program);

        var (code, printed) = await RunningServer.Ended(["node", "--require", s_launcher, "a.js"], _folder.At(""), s_programs);

        Assert.Equal(1, code);
        Assert.Contains(sentence, printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_and_responses_of_the_web_are_Nodes_own_in_every_part()
    {
        await using var server = await Start(
            "a.mjs",
            """
            export default {
              async fetch(request) {
                const headers = new Headers({ 'x-url': request.url, 'x-method': request.method, 'x-sent': request.headers.get('x-sent') ?? '' });
                headers.append('set-cookie', 'a=1; path=/');
                headers.append('set-cookie', 'b=2');
                return new Response(request.method + await request.text(), { status: 201, headers });
              }
            }
            """);
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"http://{server.Endpoint}/a%20b//c?d=é&e=1");
        request.Headers.Host = "shop.test";
        request.Headers.Add("x-forwarded-proto", "https");
        request.Headers.Add("x-sent", ["1", "2"]);
        request.Content = new StringContent(" body");

        using var answer = await http.SendAsync(request);

        Assert.Equal((HttpStatusCode.Created, "PATCH body"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("https://shop.test/a%20b//c?d=%C3%A9&e=1", Header(answer, "x-url"));
        Assert.Equal(("PATCH", "1, 2"), (Header(answer, "x-method"), Header(answer, "x-sent")));
        Assert.Equal(["a=1; path=/", "b=2"], answer.Headers.GetValues("set-cookie"));

        using var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"http://{server.Endpoint}/"));
        Assert.Equal((HttpStatusCode.Created, "HEAD"), (head.StatusCode, Header(head, "x-method")));
        Assert.Equal(400, (await RawHttp.Get(server.Endpoint, "a b", "/")).Status);
        Assert.Equal("http://server.test//other/path", (await RawHttp.Get(server.Endpoint, "server.test", "//other/path")).Header("x-url"));
    }

    [Fact]
    public async Task Only_the_methods_that_are_exported_are_allowed()
    {
        await using var server = await Start("a.mjs", "export const GET = () => new Response('got'); export const POST = async r => new Response(await r.text());");
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var address = new Uri($"http://{server.Endpoint}/");

        Assert.Equal("got", await http.GetStringAsync(address));
        using var posted = await http.PostAsync(address, new StringContent("sent"));
        Assert.Equal("sent", await posted.Content.ReadAsStringAsync());
        using var refused = await http.DeleteAsync(address);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, POST"), (refused.StatusCode, string.Join(", ", refused.Content.Headers.Allow)));
    }

    [Fact]
    public async Task A_body_streams_both_ways_and_whoever_goes_ends_it()
    {
        await using var server = await Start(
            "a.mjs",
            """
            let cancelled;
            const gone = new Promise(resolve => cancelled = resolve);
            export default {
              fetch(request) {
                if (request.url.endsWith('/echo')) return new Response(request.body);
                if (request.url.endsWith('/gone')) return gone.then(() => new Response('gone'));
                return new Response(new ReadableStream({ pull: c => c.enqueue(new Uint8Array(65536)), cancel: cancelled }));
              }
            }
            """);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };

        // Each part comes back before the next one is sent.
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Endpoint);
        await using var wire = socket.GetStream();
        await wire.WriteAsync("POST /echo HTTP/1.1\r\nhost: server.test\r\ntransfer-encoding: chunked\r\n\r\n"u8.ToArray());
        foreach (var part in new[] { "first", "other" })
        {
            await wire.WriteAsync(Encoding.ASCII.GetBytes($"5\r\n{part}\r\n"));
            await ReadUntil(wire, $"5\r\n{part}\r\n");
        }

        await wire.WriteAsync("0\r\n\r\n"u8.ToArray());
        await ReadUntil(wire, "0\r\n\r\n");

        using (var endless = await http.GetAsync(new Uri($"http://{server.Endpoint}/endless"), HttpCompletionOption.ResponseHeadersRead))
            await (await endless.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[1_000_000]);
        Assert.Equal("gone", await server.Text("/gone"));
    }

    [Fact]
    public async Task An_error_is_one_answer_and_a_line_in_the_log_and_the_next_request_is_answered()
    {
        await using var server = await Start(
            "a.mjs",
            """
            export default async request => {
              if (request.url.endsWith('/boom')) throw new Error('boom');
              return request.url.endsWith('/wrong') ? 'text' : new Response('fine');
            }
            """);

        Assert.Equal(500, (await RawHttp.Get(server.Endpoint, "server.test", "/boom")).Status);
        Assert.Equal(500, (await RawHttp.Get(server.Endpoint, "server.test", "/wrong")).Status);

        Assert.Equal("fine", await server.Text("/"));
        Assert.Contains("Error: boom", server.Printed, StringComparison.Ordinal);
        Assert.Contains("The handler answered with string, and not with a Response.", server.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_being_answered_is_answered_to_the_end_when_it_is_asked_to_end()
    {
        await using var server = await Start(
            "a.mjs",
            """
            export default () => new Response(new ReadableStream({
              start(c) {
                c.enqueue(new TextEncoder().encode('first '));
                process.once('SIGTERM', () => setTimeout(() => { c.enqueue(new TextEncoder().encode('last')); c.close(); }, 100));
              }
            }))
            """);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.GetAsync(new Uri($"http://{server.Endpoint}/"), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte["first ".Length]);

        await server.AskToEnd();

        Assert.Equal("last", await new StreamReader(body).ReadToEndAsync());
        Assert.Equal(0, await server.Exited());
    }

    private Task<RunningServer> Start(string file, string program)
    {
        _folder.With(file, program);
        return RunningServer.Start(["node", "--require", s_launcher, file], _folder.At(""), s_programs);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static async Task ReadUntil(NetworkStream wire, string end)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (read, piece) = ("", new byte[1_000]);
        while (!read.EndsWith(end, StringComparison.Ordinal))
        {
            var length = await wire.ReadAsync(piece, limit.Token);
            Assert.True(length > 0, $"The connection ended after: {read}");
            read += Encoding.ASCII.GetString(piece, 0, length);
        }
    }
}
