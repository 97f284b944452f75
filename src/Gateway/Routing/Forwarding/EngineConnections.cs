using System.Net.Sockets;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Nodes;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>A gateway's connections to engines, each end proving to the other who it is.</summary>
public sealed class EngineConnections(NodeIdentity identity) : IDisposable
{
    /// <summary>An engine that is there takes a connection at once; one that is not must not keep a visitor.</summary>
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(2);

    /// <summary>An engine takes a body when it has found its app, which may be on its way up.</summary>
    private static readonly TimeSpan TakenWithin = TimeSpan.FromMinutes(1);

    public HttpMessageInvoker Client { get; } = PassingClient.With(client =>
    {
        client.SslOptions = identity.ForConnecting();
        client.ConnectTimeout = ConnectWithin;
        client.Expect100ContinueTimeout = TakenWithin;
        client.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
        client.ConnectCallback = Connect;
    });

    public void Dispose() => Client.Dispose();

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
