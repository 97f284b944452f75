using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace MiniVercel.Testing.Live;

/// <summary>Connects the official client by a web socket, without asking for an address first.</summary>
internal sealed class WebSocketConnections(string token) : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken);

        var (toServer, fromServer) = (new Pipe(), new Pipe());
        var connection = new DefaultConnectionContext(
            Guid.NewGuid().ToString(), new Ends(fromServer.Reader, toServer.Writer), new Ends(toServer.Reader, fromServer.Writer));
        connection.ConnectionClosed = CancellationToken.None;
        _ = Bring(socket, fromServer.Writer);
        _ = Take(socket, toServer.Reader);
        return connection;
    }

    private static async Task Bring(ClientWebSocket socket, PipeWriter received)
    {
        Exception? end = null;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(received.GetMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                    break;
                received.Advance(part.Count);
                if ((await received.FlushAsync()).IsCompleted)
                    break;
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            end = e;
        }

        await received.CompleteAsync(end);
    }

    private static async Task Take(ClientWebSocket socket, PipeReader toSend)
    {
        try
        {
            while (await toSend.ReadAsync() is { IsCompleted: false } read)
            {
                foreach (var part in read.Buffer)
                    await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                toSend.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction says so.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
