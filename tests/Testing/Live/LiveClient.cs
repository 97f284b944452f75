using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Live;

/// <summary>Something that a client was told.</summary>
public sealed record LiveEvent(string Name, JsonNode Data)
{
    public string? Text(string field) => Data[field]?.GetValue<string>();

    public long Number(string field) => Data[field]!.GetValue<long>();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Data.ToJsonString()}");
}

/// <summary>The live events as the official client hears them.</summary>
public sealed class LiveClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HubConnection _hub;
    private readonly Channel<LiveEvent> _events = Channel.CreateUnbounded<LiveEvent>();
    private readonly TaskCompletionSource<Exception?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LiveClient(IPEndPoint gateway, string token)
    {
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnections(token));
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(new Uri($"ws://127.0.0.1:{gateway.Port}/hubs/live")));
        builder.AddJsonProtocol();
        _hub = builder.Build();
        foreach (var name in new[] { "build_log", "build_status", "deployment_status", "changed", "gap" })
            _hub.On<JsonNode>(name, data => _events.Writer.TryWrite(new LiveEvent(name, data)));
        _hub.Closed += why =>
        {
            _closed.TrySetResult(why);
            _events.Writer.TryComplete();
            return Task.CompletedTask;
        };
    }

    /// <summary>Done when the connection has ended.</summary>
    public Task<Exception?> Closed => _closed.Task.WaitAsync(Patience);

    public bool IsOpen => _hub.State == HubConnectionState.Connected;

    /// <summary>As the silo's administrator.</summary>
    public static async Task<LiveClient> Connect(TestSilo silo) => await Connect(silo.Endpoint, await TokenOf(silo));

    public static async Task<LiveClient> Connect(IPEndPoint gateway, string token)
    {
        using var limit = new CancellationTokenSource(Patience);
        var client = new LiveClient(gateway, token);
        await client._hub.StartAsync(limit.Token);
        return client;
    }

    public static async Task<string> TokenOf(TestSilo silo) => (await File.ReadAllTextAsync(Path.Combine(silo.Folder, "admin-token"))).Trim();

    public async Task Call(string method, params object?[] arguments)
    {
        using var limit = new CancellationTokenSource(Patience);
        await _hub.InvokeCoreAsync(method, arguments, limit.Token);
    }

    /// <summary>The next event; nothing when the connection has ended.</summary>
    public async Task<LiveEvent?> Next(bool waitsForEver = false)
    {
        using var limit = new CancellationTokenSource(waitsForEver ? Timeout.InfiniteTimeSpan : Patience);
        return await _events.Reader.WaitToReadAsync(limit.Token) && _events.Reader.TryRead(out var next) ? next : null;
    }

    /// <summary>All up to and with the first one that is what was waited for.</summary>
    public async Task<IReadOnlyList<LiveEvent>> Until(Func<LiveEvent, bool> awaited)
    {
        var heard = new List<LiveEvent>();
        while (await Next() is { } next)
        {
            heard.Add(next);
            if (awaited(next))
                return heard;
        }

        throw new InvalidOperationException($"The connection ended before that was heard. Heard: {string.Join("; ", heard.TakeLast(20))}");
    }

    /// <summary>What has arrived and was not read.</summary>
    public IReadOnlyList<LiveEvent> Waiting()
    {
        var waiting = new List<LiveEvent>();
        while (_events.Reader.TryRead(out var next))
            waiting.Add(next);
        return waiting;
    }

    public async ValueTask DisposeAsync() => await _hub.DisposeAsync();
}
