using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Testing.Http;

/// <summary>A proper client of HTTP/2 that speaks it from the first byte, over one connection, to one silo, whatever host it asks for.</summary>
public static class Http2Client
{
    public static HttpClient To(IPEndPoint endpoint) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, ct) => await Connect(endpoint, ct),
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(30),
    };

    private static async ValueTask<Stream> Connect(IPEndPoint endpoint, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
