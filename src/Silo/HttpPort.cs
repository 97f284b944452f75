using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Silo;

/// <summary>A port that cannot be opened, said in a sentence.</summary>
public sealed class HttpPortUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <summary>
/// Whether the port can be served on is asked before anything else is made: somebody who only mistook the port should not wait for
/// a database first. Who takes it in between is still noticed when it is opened.
/// </summary>
internal static class HttpPort
{
    public static void EnsureFree(int port, bool onlyLocal)
    {
        if (port == 0)
            return; // any free one

        foreach (var address in onlyLocal ? new[] { IPAddress.Loopback, IPAddress.IPv6Loopback } : [IPAddress.Any, IPAddress.IPv6Any])
        {
            try
            {
                Open(new IPEndPoint(address, port));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new HttpPortUnavailableException($"Port {port} is in use by another program. Stop that one, or choose another port with --port.", e);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new HttpPortUnavailableException($"This user may not open port {port}. Choose one above 1023 with --port.", e);
            }
            catch (SocketException)
            {
                // No such kind of address on this machine; the other one serves.
            }
        }
    }

    private static void Open(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
            socket.DualMode = false;
        socket.Bind(endpoint);
        socket.Listen();
    }
}
