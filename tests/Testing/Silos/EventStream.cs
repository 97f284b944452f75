using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace MiniVercel.Testing.Silos;

/// <summary>Something that a stream of events has told: a line of a log, or the build's status at its end.</summary>
public sealed record ServerEvent(long? Id, string Name, JsonNode Data)
{
    public string Text => Data["text"]!.GetValue<string>();
}

/// <summary>Follows a log event by event, as a browser's EventSource does: a build's, or where it is said another one's.</summary>
public sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly HttpClient _http;
    private readonly StreamReader _reader;

    private EventStream(HttpClient http, HttpResponseMessage response, Stream body) =>
        (_http, Response, _reader) = (http, response, new StreamReader(body));

    public HttpResponseMessage Response { get; }

    /// <summary>Follows it as the silo's administrator.</summary>
    public static async Task<EventStream> Open(
        TestSilo silo, string id, long? after = null, string query = "", bool smallBuffer = false, string things = "builds") =>
        await Open(silo.Endpoint, (await File.ReadAllTextAsync(Path.Combine(silo.Folder, "admin-token"))).Trim(), id, after, query, smallBuffer, things);

    /// <param name="gateway">Where to follow it.</param>
    /// <param name="token">Who follows it.</param>
    /// <param name="id">Whose log it is.</param>
    /// <param name="after">The last line that a browser has seen, if this is not the first time.</param>
    /// <param name="query">What the address says beside that.</param>
    /// <param name="smallBuffer">Whether the system is to keep next to nothing for a reader that does not read.</param>
    /// <param name="things">What it is that has the log.</param>
    public static async Task<EventStream> Open(
        IPEndPoint gateway, string token, string id, long? after = null, string query = "", bool smallBuffer = false, string things = "builds")
    {
        var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancel) => Connect(gateway, smallBuffer, cancel) });
        var request = new HttpRequestMessage(HttpMethod.Get, $"http://localhost:{gateway.Port}/api/{things}/{id}/logs{query}");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        if (after is { } last)
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new EventStream(http, response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; nothing when the stream has ended.</summary>
    public async Task<ServerEvent?> Next()
    {
        using var limit = new CancellationTokenSource(Patience);
        var (id, name, data) = ((long?)null, "message", "");
        while (await _reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data += line[6..];
            else if (line.Length == 0 && data.Length > 0)
                return new ServerEvent(id, name, JsonNode.Parse(data)!);
        }

        return null;
    }

    public async Task<IReadOnlyList<ServerEvent>> Take(int count)
    {
        var events = new List<ServerEvent>();
        while (events.Count < count)
            events.Add(await Next() ?? throw new InvalidOperationException($"The stream ended after {events.Count} events."));
        return events;
    }

    public async Task<IReadOnlyList<ServerEvent>> ToEnd()
    {
        var events = new List<ServerEvent>();
        while (await Next() is { } next)
            events.Add(next);
        return events;
    }

    public void Dispose()
    {
        _reader.Dispose();
        Response.Dispose();
        _http.Dispose();
    }

    private static async ValueTask<Stream> Connect(IPEndPoint gateway, bool smallBuffer, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (smallBuffer)
            socket.ReceiveBufferSize = 2_048;
        await socket.ConnectAsync(gateway, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
