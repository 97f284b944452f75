using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MiniVercel.Platform.Sandbox.Egress;

namespace MiniVercel.Platform.Sandbox.Ports;

/// <summary>
/// The ports that apps are told to listen at. Each is held by a name that the kernel gives to one socket only (of Unix, without a file). Such
/// names are as far known as ports are, in one network, and to all its users; and one that dies gives its own back.
/// </summary>
/// <param name="level">How apps are walled in. Without walls they share the ports of the machine with everybody else.</param>
public sealed class PortLeases(BoxLevel level)
{
    public const int First = 5_000;
    public const int Last = 5_999;
    private readonly Lock _lock = new();
    private int _next = First;

    /// <exception cref="BoxUnavailableException">All are taken.</exception>
    public PortLease Take()
    {
        lock (_lock)
        {
            var others = level == BoxLevel.Process ? IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port) : [];
            var closed = AppPorts.Usual.Concat(others).ToHashSet(); // Where a box has doors, nothing else can listen.
            for (var tries = First; tries <= Last; tries++)
            {
                var port = _next;
                _next = port == Last ? First : port + 1; // The one just given back is the last to be given again.
                if (!closed.Contains(port) && Hold(port) is { } held)
                    return new PortLease(port, held);
            }
        }

        throw new BoxUnavailableException($"All ports from {First} to {Last} are taken.");
    }

    private static Socket? Hold(int port)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"\0minivercel/port/{port}")));
            return socket;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            return null; // It is another app's.
        }
    }
}

/// <summary>A port that nobody else is given until this is disposed.</summary>
public sealed class PortLease : IDisposable
{
    private readonly Socket _held;

    internal PortLease(int port, Socket held) => (Port, _held) = (port, held);

    public int Port { get; }

    public void Dispose() => _held.Dispose();
}
