using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace MiniVercel.Platform.Sandbox.Kernel;

/// <summary>
/// Lets every IPv4 address be one of the loopback interface of the network that the calling thread is in, by the kernel's own
/// protocol for such things (netlink). So every connection made there ends there, at whoever listens.
/// </summary>
internal static partial class LoopbackForAll
{
    private const int Netlink = 16, Raw = 3, Route = 0;
    private const int HeaderSize = 16;
    private const ushort NewLink = 16, NewRoute = 24;
    private const ushort Request = 1, Acknowledge = 4, Create = 0x400;

    public static void SetUp()
    {
        var socket = CallSocket(Netlink, Raw, Route);
        Check(socket, "open a netlink socket");
        try
        {
            // ifinfomsg: family, type, index 1 (loopback, in every network), flags: up, and which flags to change.
            Ask(socket, NewLink, [0, 0, 0, 0, .. Int(1), .. Int(1), .. Int(1)]);

            // rtmsg: IPv4, to anywhere (/0), table 255 (local), set by boot, for this host, of type local; then the interface as attribute 4.
            Ask(socket, NewRoute, [2, 0, 0, 0, 255, 3, 254, 2, .. Int(0), 8, 0, 4, 0, .. Int(1)]);
        }
        finally
        {
            _ = CallClose(socket);
        }
    }

    private static void Ask(int socket, ushort what, ReadOnlySpan<byte> body)
    {
        var message = new byte[HeaderSize + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), what);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), Request | Acknowledge | Create);
        body.CopyTo(message.AsSpan(HeaderSize));
        Check((int)CallSend(socket, message, message.Length, 0), "ask the kernel for a route");

        var answer = new byte[512];
        Check((int)CallReceive(socket, answer, answer.Length, 0), "hear the kernel's answer about a route");
        var error = -BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(HeaderSize));
        if (error != 0)
            throw new IOException($"Cannot set up the network of a box: {new Win32Exception(error).Message}");
    }

    private static byte[] Int(int value) => BitConverter.GetBytes(value);

    private static void Check(int result, string what)
    {
        if (result < 0)
            throw new IOException($"Cannot {what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CallSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint CallSend(int socket, byte[] message, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint CallReceive(int socket, byte[] message, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CallClose(int descriptor);
}
