using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Apps;

/// <summary>Visitors who come by HTTP/2 to an app that knows HTTP/1.1 only.</summary>
public sealed class Http2AppTests(AppSilo silo) : IClassFixture<AppSilo>, IDisposable
{
    private readonly HttpClient _client = Http2Client.To(silo.Silo.Endpoint);

    public void Dispose() => _client.Dispose();

    [NpmRegistryFact]
    public async Task A_path_reaches_the_app_byte_for_byte_and_the_headers_about_the_visitor_are_ours()
    {
        var project = await Deployed();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        foreach (var path in new[] { "/echo/a%2fb", "/echo/a%5cb", "/echo/%C3%A4?x=%2f&&=", "/echo//a///b", "/echo/../x" })
            Assert.Equal(path, (await Ask(path)).Body);

        var answer = await Ask(
            "/headers", ("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https"), ("host", "evil.test"), ("x-mv-deployment", "dpl_somebody"), ("x-mv-host", "evil.test"),
            ("x-middleware-subrequest", "middleware"), ("cookie", "a=1"), ("cookie", "b=2"));
        var seen = JsonNode.Parse(answer.Body)!;
        Assert.Equal((project.Host, project.Host, "http", "127.0.0.1", "a=1; b=2"), (
            seen["host"]!.GetValue<string>(), seen["x-forwarded-host"]!.GetValue<string>(), seen["x-forwarded-proto"]!.GetValue<string>(),
            seen["x-forwarded-for"]!.GetValue<string>(), seen["cookie"]!.GetValue<string>()));
        Assert.DoesNotContain(seen.AsObject(), h => h.Key.StartsWith("x-mv-", StringComparison.Ordinal) || h.Key == "x-middleware-subrequest");

        async Task<Http2Answer> Ask(string path, params (string, string)[] headers)
        {
            using var connection = await RawHttp2.Open(silo.Silo.Endpoint, patience.Token);
            return await connection.Ask([(":method", "GET"), (":scheme", "https"), (":authority", project.Host), (":path", path), .. headers], patience.Token);
        }
    }

    [NpmRegistryFact]
    public async Task Bodies_and_answers_stream_both_ways_on_many_streams()
    {
        var project = await Deployed();

        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 60 }, async (i, ct) =>
        {
            if (i % 2 == 0)
            {
                Assert.Equal(4 << 20, (await _client.GetByteArrayAsync(At(project, "/large"), ct)).Length);
                return;
            }

            using var answer = await _client.PostAsync(At(project, "/length"), new ByteArrayContent(new byte[1 << 20]), ct);
            Assert.Equal($"{1 << 20}", await answer.Content.ReadAsStringAsync(ct));
        });
    }

    [NpmRegistryFact]
    public async Task A_stream_of_events_goes_on_while_it_is_written_and_ends_in_peace_when_the_app_is_replaced()
    {
        var project = await Deployed();
        var second = await project.Build(ScriptedApp.Serving("two"));
        using var events = new StreamReader(await _client.GetStreamAsync(At(project, "/events")));
        for (var i = 1; i <= 3; i++)
        {
            foreach (var line in new[] { $"id: {i}", "data: one", "" })
                Assert.Equal(line, await events.ReadLineAsync());
        }

        var slow = _client.GetStringAsync(At(project, "/slow"));
        (await project.Activate(second)).Expect(HttpStatusCode.OK);

        Assert.Equal("one", await slow);
        await events.ReadToEndAsync(); // a stream that is reset is a failure here
        Assert.Equal("<h1>two</h1>", await _client.GetStringAsync(At(project, "/")));
    }

    [NpmRegistryFact]
    public async Task A_web_socket_on_a_stream_reaches_the_app()
    {
        var project = await Deployed();
        using var socket = new ClientWebSocket();
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        await socket.ConnectAsync(new Uri($"ws://{project.Host}/"), _client, patience.Token);
        await socket.SendAsync("there and back"u8.ToArray(), WebSocketMessageType.Text, true, patience.Token);
        var buffer = new byte[100];
        var back = await socket.ReceiveAsync(buffer, patience.Token);

        Assert.Equal("there and back", Encoding.UTF8.GetString(buffer, 0, back.Count));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(At(project, "/"), patience.Token)).StatusCode);
    }

    [NpmRegistryFact]
    public async Task A_body_that_is_too_large_is_refused_whatever_it_is_called()
    {
        var project = await Deployed();
        using var body = new StreamContent(new Zeros((100 << 20) + 1));
        body.Headers.ContentType = new("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, At(project, "/length")) { Content = body, Version = HttpVersion.Version20 };

        try
        {
            using var answer = await _client.SendAsync(request);
            Assert.False(answer.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            // Its stream was ended.
        }
    }

    [NpmRegistryFact]
    public async Task A_web_socket_on_which_nobody_speaks_for_a_while_is_left_alone()
    {
        var project = await silo.NewProject();
        const string speaksLate = "server.on('upgrade', (_, socket) => setTimeout(() => socket.write(Buffer.from([0x81, 4, 108, 97, 116, 101])), 8000)); ";
        await project.Deploy(ScriptedApp.Serving("one", listen: speaksLate + ScriptedApp.Listening));
        using var socket = new ClientWebSocket();
        (socket.Options.HttpVersion, socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        await socket.ConnectAsync(new Uri($"ws://{project.Host}/"), _client, patience.Token);
        var buffer = new byte[100];
        var said = await socket.ReceiveAsync(buffer, patience.Token);

        Assert.Equal("late", Encoding.UTF8.GetString(buffer, 0, said.Count));
    }

    [NpmRegistryFact]
    public async Task A_silo_that_stops_lets_every_stream_come_to_its_end_and_waits_for_nobody_who_is_silent()
    {
        List<Task<string>> slow;
        using var silent = new TcpClient();
        var own = await TestSilo.Start();
        using var client = Http2Client.To(own.Endpoint);
        await using (own)
        {
            var project = await AppProject.On(own);
            await project.Deploy(ScriptedApp.Serving("one"));
            await silent.ConnectAsync(own.Endpoint);
            slow = [.. Enumerable.Range(0, 10).Select(_ => client.GetStringAsync(At(project, "/slow")))];
            using var events = await client.GetStreamAsync(At(project, "/events")); // by now the app has taken those before it
        }

        Assert.All(await Task.WhenAll(slow), text => Assert.Equal("one", text));
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1]));
    }

    private static Uri At(AppProject project, string path) => new($"http://{project.Host}{path}");

    private async Task<AppProject> Deployed()
    {
        var project = await silo.NewProject();
        await project.Deploy(ScriptedApp.Serving("one"));
        return project;
    }

    /// <summary>As many bytes, without a length that could be known before.</summary>
    private sealed class Zeros(long count) : Stream
    {
        private long _left = count;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
