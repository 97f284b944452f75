using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Silo.Engines.Orleans;

/// <summary>Orleans announces its ports before it listens on them, so it cannot be given any that is free.</summary>
internal static class FreePorts
{
    public static (int, int) Two(IPAddress address)
    {
        using var one = new TcpListener(address, 0);
        using var two = new TcpListener(address, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }
}
