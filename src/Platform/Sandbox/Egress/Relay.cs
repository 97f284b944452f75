using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>
/// Where a box's connections end up. Inside, every address is the box's own, so whatever it calls arrives here, and the
/// address it has called is the local one of what is accepted. That very address is judged and called: no name is resolved twice.
/// </summary>
internal sealed class Relay(Permissions permissions)
{
    private const int ConnectionsAtOnce = 256;
    private const int BufferSize = 32 << 10;
    private const int SilentSeconds = 60;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMilliseconds(50);
    private int _open;

    public async Task Serve(Socket listener, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                _ = Carry(await listener.AcceptAsync(cancellationToken), cancellationToken);
            }
            catch (SocketException)
            {
                // Gone before it was accepted, or there is no room for it on this machine just now.
                await Task.Delay(AfterTrouble, cancellationToken);
            }
        }
    }

    private async Task Carry(Socket inside, CancellationToken cancellationToken)
    {
        var opened = Interlocked.Increment(ref _open);
        try
        {
            using (inside)
            using (var outside = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            {
                inside.LingerState = new LingerOption(true, 0); // Whoever is refused hears of it at once.
                if (opened > ConnectionsAtOnce)
                    return;
                var called = (IPEndPoint)inside.LocalEndPoint!;
                if (!await permissions.Allow(called, cancellationToken))
                    return;

                await Connect(outside, called, cancellationToken);
                inside.LingerState = new LingerOption(false, 0);
                KeepAlive(outside);
                inside.NoDelay = outside.NoDelay = true;
                await Task.WhenAll(Pump(inside, outside, cancellationToken), Pump(outside, inside, cancellationToken));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone, or the box is closing; both ends are closed by now.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task Connect(Socket outside, IPEndPoint called, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectPatience);
        await outside.ConnectAsync(called, limit.Token);
    }

    /// <summary>A server keeps connections for hours, and on the way some forget those that are silent. What it does about it ends at this relay.</summary>
    private static void KeepAlive(Socket outside)
    {
        outside.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        outside.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilentSeconds);
        outside.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SilentSeconds / 4);
    }

    /// <summary>One direction, to its end: each side may stop sending and still listen.</summary>
    private static async Task Pump(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // A broken direction breaks the other: what waits there would wait for ever.
            from.Dispose();
            to.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
