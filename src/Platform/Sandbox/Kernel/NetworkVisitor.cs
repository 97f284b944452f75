using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>
/// Makes sockets in the networks of boxes: where a socket belongs is settled for good by where the thread is that makes it. There is
/// one thread for all boxes, which does nothing else and goes into the right network before each, so that it never matters where it is.
/// </summary>
internal static class NetworkVisitor
{
    private const int Waiting = 1_024;
    private const int StackSize = 256 << 10;
    private static readonly Channel<Order> Orders = Channel.CreateBounded<Order>(new BoundedChannelOptions(Waiting) { SingleReader = true });

    static NetworkVisitor()
    {
        var thread = new Thread(Work, StackSize) { IsBackground = true, Name = "network visitor" };
        thread.Start();
    }

    public static async ValueTask<Socket> Open(SafeFileHandle network, AddressFamily family, CancellationToken cancellationToken)
    {
        var order = new Order(network, family, new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously));
        await Orders.Writer.WriteAsync(order, cancellationToken);
        return await order.Made.Task; // Two calls of the kernel; breaking off would only leave a socket behind.
    }

    private static void Work()
    {
        using var own = SystemCalls.OpenNamespace("net");
        while (Orders.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (Orders.Reader.TryRead(out var order))
                Make(order);
            LetGo(own);
        }
    }

    private static void Make(Order order)
    {
        try
        {
            SystemCalls.EnterNetwork(order.Network);
            order.Made.SetResult(new Socket(order.Family, SocketType.Stream, ProtocolType.Tcp));
        }
        catch (SocketException e)
        {
            order.Made.SetException(new IOException($"A socket could not be made in a box's network: {e.Message}", e));
        }
        catch (Exception e)
        {
            order.Made.SetException(e);
        }
    }

    /// <summary>A network exists as long as a thread is in it: that of a box that is closed meanwhile should not.</summary>
    private static void LetGo(SafeFileHandle own)
    {
        try
        {
            SystemCalls.EnterNetwork(own);
        }
        catch (IOException)
        {
            // Then the next order takes it out.
        }
    }

    private sealed record Order(SafeFileHandle Network, AddressFamily Family, TaskCompletionSource<Socket> Made);
}
