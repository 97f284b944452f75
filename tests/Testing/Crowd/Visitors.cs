using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Load;

namespace MiniVercel.Testing.Crowd;

/// <summary>
/// Visitors of every kind that a switch could hurt: pages over connections that stay open, uploads that take their time, streams of events, web
/// sockets, and tabs that ask for what their version had. None of them asks twice for the same answer.
/// </summary>
public sealed class Visitors : IAsyncDisposable
{
    public const string Uploads = "uploads", Events = "events", Messages = "messages", Tabs = "old assets", Reconnects = "told to come again";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly CrowdReport _report = new();
    private readonly IPEndPoint _gateway;
    private readonly string _host;
    private readonly LoadGenerator _pages;
    private readonly List<Task> _others = [];

    private Visitors(IPEndPoint gateway, string host, LoadPlan pages)
    {
        (_gateway, _host) = (gateway, host);
        _pages = LoadGenerator.Start(pages);
    }

    /// <summary>Those of a site of files.</summary>
    /// <param name="gateway">Where they come.</param>
    /// <param name="host">What they ask for.</param>
    /// <param name="assets">Scripts of all its versions, by path, with what each must say whatever is active.</param>
    public static Visitors OfFiles(IPEndPoint gateway, string host, IReadOnlyDictionary<string, string> assets)
    {
        var visitors = new Visitors(gateway, host, Pages(gateway, host));
        foreach (var (path, text) in assets)
            visitors.Join(token => visitors.KeepTabOpen(path, text, token));
        return visitors;
    }

    /// <summary>Those of a scripted app.</summary>
    public static Visitors OfApp(IPEndPoint gateway, string host)
    {
        var visitors = new Visitors(gateway, host, Pages(gateway, host));
        for (var i = 0; i < 3; i++)
        {
            visitors.Join(visitors.Upload);
            visitors.Join(visitors.Listen);
            visitors.Join(visitors.Talk);
        }

        return visitors;
    }

    /// <summary>What has become of them until now, pages aside.</summary>
    public CrowdReport SoFar => _report;

    /// <summary>Returns when so many more pages have been seen.</summary>
    public Task More(int pages) => _pages.More(pages);

    public async Task<CrowdReport> Leave()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_others);
        _report.Pages = await _pages.Stop();
        return _report;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_others).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pages.DisposeAsync();
        _stop.Dispose();
    }

    private static LoadPlan Pages(IPEndPoint gateway, string host) => LoadPlan.For(gateway, host, "/") with
    {
        Connections = 8,
        Pause = TimeSpan.FromMilliseconds(2),
        MaxRequestTime = Patience,
        AcceptsStatus = status => status == 200,
    };

    private void Join(Func<CancellationToken, Task> visit) => _others.Add(Task.Run(async () =>
    {
        while (!_stop.IsCancellationRequested)
            await visit(_stop.Token);
    }));

    /// <summary>A body in ten pieces, over more than a second: a switch falls into the middle of it.</summary>
    private Task Upload(CancellationToken stop) => Try(Uploads, async limit =>
    {
        const int pieces = 10, size = 20_000;
        using var connection = await Connect(limit);
        await Send(connection, $"POST /length HTTP/1.1\r\nHost: {_host}\r\nContent-Length: {pieces * size}\r\nConnection: close\r\n\r\n", limit);
        for (var i = 0; i < pieces; i++)
        {
            await connection.WriteAsync(new byte[size], limit);
            await Task.Delay(120, limit);
        }

        var answer = await ReadAll(connection, limit);
        return answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && answer.Contains($"{pieces * size}", StringComparison.Ordinal) ? null : Head(answer);
    });

    /// <summary>An end of the stream is fine, and its reader comes again; one that is cut off is not.</summary>
    private Task Listen(CancellationToken stop) => Try(Events, async limit =>
    {
        using var connection = await Connect(limit);
        await Send(connection, $"GET /events HTTP/1.1\r\nHost: {_host}\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n", limit);
        var text = new StringBuilder();
        var buffer = new byte[8192];
        while (await connection.ReadAsync(buffer, limit) is var count and > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            if (stop.IsCancellationRequested)
                return null;
        }

        var all = text.ToString();
        if (!all.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            return Head(all);
        _report.Finish(Reconnects);
        return all.EndsWith("0\r\n\r\n", StringComparison.Ordinal) ? null : "the stream was cut off";
    });

    private Task Talk(CancellationToken stop) => Try(Messages, async limit =>
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Host", _host);
        await socket.ConnectAsync(new Uri($"ws://{_gateway}/talk"), limit);
        var buffer = new byte[128];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes($"message {i}"), WebSocketMessageType.Text, endOfMessage: true, limit);
            var answer = await socket.ReceiveAsync(buffer, limit);
            if (answer.MessageType == WebSocketMessageType.Close)
            {
                _report.Finish(Reconnects);
                return socket.CloseStatus == (WebSocketCloseStatus)1012 ? null : $"closed with {socket.CloseStatus}";
            }

            if (Encoding.UTF8.GetString(buffer, 0, answer.Count) != $"message {i}")
                return "another answer than the question";
            _report.Finish(Messages);
            await Task.Delay(50, limit);
        }

        return null;
    });

    private Task KeepTabOpen(string path, string text, CancellationToken stop) => Try(Tabs, async limit =>
    {
        var answer = await RawHttp.Get(_gateway, _host, path, ct: limit);
        await Task.Delay(20, limit);
        return answer.Status == 200 && answer.Text == text ? null : $"{path} is {answer.Status}";
    });

    private async Task Try(string kind, Func<CancellationToken, Task<string?>> visit)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            if (await visit(limit.Token) is { } complaint)
                _report.Fail(kind, complaint);
            else
                _report.Finish(kind);
        }
        catch (Exception e) when (e is IOException or SocketException or WebSocketException or HttpFailure or OperationCanceledException)
        {
            _report.Fail(kind, e.Message);
        }
    }

    private async Task<NetworkStream> Connect(CancellationToken limit)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_gateway, limit);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static ValueTask Send(NetworkStream connection, string head, CancellationToken limit) => connection.WriteAsync(Encoding.ASCII.GetBytes(head), limit);

    private static async Task<string> ReadAll(NetworkStream connection, CancellationToken limit)
    {
        using var reader = new StreamReader(connection, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(limit);
    }

    private static string Head(string answer) => answer.Length == 0 ? "no answer" : answer.Split('\r')[0];
}
