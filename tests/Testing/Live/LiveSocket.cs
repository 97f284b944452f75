using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniVercel.Testing.Live;

/// <summary>The live events by a bare web socket: every message as it is on the wire, and none that is not read.</summary>
public sealed class LiveSocket : IAsyncDisposable
{
    private const byte EndOfMessage = 0x1e;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _http;
    private readonly List<byte> _received = [];
    private readonly byte[] _buffer = new byte[16 * 1_024];
    private int _read;

    private LiveSocket(bool smallBuffer) =>
        _http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (context, cancel) => Connect(context.DnsEndPoint, smallBuffer, cancel) });

    /// <summary>How many bytes of messages were read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Comes in, up to the server's consent to the protocol.</summary>
    /// <param name="gateway">Where to.</param>
    /// <param name="token">Who it is; nobody without one.</param>
    /// <param name="query">What the address says.</param>
    /// <param name="headers">What else is said.</param>
    /// <param name="smallBuffer">Whether the system is to keep next to nothing for a reader that does not read.</param>
    public static async Task<LiveSocket> Open(
        IPEndPoint gateway, string? token, string query = "", IReadOnlyDictionary<string, string>? headers = null, bool smallBuffer = false)
    {
        var live = new LiveSocket(smallBuffer);
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            if (token is not null)
                live._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
            foreach (var (name, value) in headers ?? new Dictionary<string, string>())
                live._socket.Options.SetRequestHeader(name, value);
            live._socket.Options.CollectHttpResponseDetails = true;
            await live._socket.ConnectAsync(new Uri($"ws://localhost:{gateway.Port}/hubs/live{query}"), live._http, limit.Token);
            await live.Send("""{"protocol":"json","version":1}""");
            var consent = await live.Receive();
            return consent is { } answer && answer["error"] is null ? live : throw new InvalidOperationException($"The handshake was answered: {consent?.ToJsonString()}");
        }
        catch
        {
            await live.DisposeAsync();
            throw;
        }
    }

    /// <summary>How the wish to come in is answered by HTTP.</summary>
    public static async Task<HttpStatusCode> Refusal(
        IPEndPoint gateway, string? token, string query = "", IReadOnlyDictionary<string, string>? headers = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (token is not null)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            socket.Options.SetRequestHeader(name, value);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}/hubs/live{query}"), limit.Token);
            return HttpStatusCode.SwitchingProtocols;
        }
        catch (WebSocketException)
        {
            return socket.HttpStatusCode;
        }
    }

    public Task Call(string id, string method, params object[] arguments) => Send(new JsonObject
    {
        ["type"] = 1,
        ["invocationId"] = id,
        ["target"] = method,
        ["arguments"] = new JsonArray([.. arguments.Select(a => JsonValue.Create(a))]),
    }.ToJsonString());

    public async Task Send(string message)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message + (char)EndOfMessage), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    /// <summary>The next message but pings; nothing when the server has closed.</summary>
    public async Task<JsonNode?> Receive()
    {
        while (await ReceiveText() is { } text)
        {
            var message = JsonNode.Parse(text)!;
            if (message["type"]?.GetValue<int>() != 6)
                return message;
        }

        return null;
    }

    public async Task<string?> ReceiveText(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var end = _received.IndexOf(EndOfMessage, _read);
            if (end >= 0)
            {
                var text = Encoding.UTF8.GetString([.. _received[_read..end]]);
                Bytes += end + 1 - _read;
                _read = end + 1;
                return text;
            }

            _received.RemoveRange(0, _read);
            _read = 0;
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
                return null;
            _received.AddRange(_buffer.AsSpan(0, received.Count));
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async ValueTask<Stream> Connect(DnsEndPoint gateway, bool smallBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (smallBuffer)
            socket.ReceiveBufferSize = 2_048;
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, gateway.Port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
