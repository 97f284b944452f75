using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Live;

/// <summary>One who watches a build over the hub, by a bare web socket so that two thousand of them leave the processors to the server.</summary>
internal sealed class Viewer : IDisposable
{
    private const byte EndOfMessage = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly Latencies _latencies;
    private byte[] _buffer = new byte[4_096];
    private int _filled;
    private int _heard;
    private long _lastSeq;

    private Viewer(Latencies latencies) => _latencies = latencies;

    public static async Task<Viewer> Enter(
        IPEndPoint gateway, string token, string build, Latencies latencies, bool smallBuffer, CancellationToken cancellationToken)
    {
        var viewer = new Viewer(latencies);
        using var http = new HttpMessageInvoker(
            new SocketsHttpHandler { ConnectCallback = (_, cancel) => Connect(gateway, smallBuffer, cancel) }, disposeHandler: false);
        viewer._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        viewer._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await viewer._socket.ConnectAsync(new Uri($"ws://localhost:{gateway.Port}/hubs/live"), http, cancellationToken);
        await viewer.Send("""{"protocol":"json","version":1}""", cancellationToken);
        await viewer.Send($$"""{"type":1,"target":"subscribe_build","arguments":["{{build}}",0]}""", cancellationToken);
        return viewer;
    }

    /// <summary>Reads until the build has ended; the number of its last line.</summary>
    public async Task<long> WatchToEnd(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_filled == _buffer.Length)
                Array.Resize(ref _buffer, 2 * _buffer.Length);
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new InvalidOperationException("A viewer was sent away.");
            _filled += part.Count;
            while (_buffer.AsSpan(0, _filled).IndexOf(EndOfMessage) is >= 0 and var end)
            {
                var hasEnded = Hear(_buffer.AsSpan(0, end));
                _buffer.AsSpan(end + 1, _filled - end - 1).CopyTo(_buffer);
                _filled -= end + 1;
                if (hasEnded)
                    return _lastSeq;
                if (++_heard % 40 == 0)
                    await Send("""{"type":6}""", cancellationToken); // still here
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private bool Hear(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"build_status\""u8) >= 0)
            return message.IndexOf("\"success\""u8) >= 0;
        if (message.IndexOf("\"build_log\""u8) < 0)
            return false;

        var now = DateTimeOffset.UtcNow;
        var (first, last) = (NumberBehind(message[message.IndexOf("\"seq\":"u8)..], 6), NumberBehind(message[message.LastIndexOf("\"seq\":"u8)..], 6));
        if (first != _lastSeq + 1)
            throw new InvalidOperationException($"After line {_lastSeq} came line {first}.");
        _lastSeq = last;
        if (message.LastIndexOf("\"text\":\""u8) is var text && NumberBehind(message[text..], 8) is > 1_000_000_000_000 and var printed)
        {
            lock (_latencies)
                _latencies.Add(now - DateTimeOffset.FromUnixTimeMilliseconds(printed));
        }

        return false;
    }

    private static long NumberBehind(ReadOnlySpan<byte> text, int from) => Utf8Parser.TryParse(text[from..], out long number, out _) ? number : 0;

    private Task Send(string message, CancellationToken cancellationToken) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(message + (char)EndOfMessage), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async ValueTask<Stream> Connect(IPEndPoint gateway, bool smallBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (smallBuffer)
            socket.ReceiveBufferSize = 2_048;
        await socket.ConnectAsync(gateway, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
