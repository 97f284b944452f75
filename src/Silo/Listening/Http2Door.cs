using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace MiniVercel.Silo.Listening;

/// <summary>
/// Where a server takes connections that turned out to speak HTTP/2. To the server it is an endpoint like any other, so that all its limits and
/// the peaceful end hold for them; the connections come from the public endpoint of the same server, which waits for each of them to end.
/// </summary>
internal sealed class Http2Door : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    /// <summary>The server takes them as fast as it can; this is for the moment in which it does not.</summary>
    private const int MostWaiting = 256;

    private readonly Channel<HandedOver> _waiting = Channel.CreateBounded<HandedOver>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    public EndPoint EndPoint { get; } = new Place();

    /// <summary>Returns when the connection has ended.</summary>
    public async Task Take(ConnectionContext connection)
    {
        var taken = new HandedOver(connection);
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        try
        {
            await _waiting.Writer.WriteAsync(taken, closing);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            return; // The server stops, and this client has asked for nothing yet.
        }

        await taken.Ended;
    }

    public bool CanBind(EndPoint endpoint) => ReferenceEquals(endpoint, EndPoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => ValueTask.FromResult<IConnectionListener>(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _waiting.Reader.WaitToReadAsync(cancellationToken) && _waiting.Reader.TryRead(out var next) ? next : null;

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private sealed class Place : EndPoint
    {
        public override string ToString() => "http2";
    }
}
