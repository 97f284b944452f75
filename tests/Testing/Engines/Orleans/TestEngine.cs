using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Serialization;

namespace MiniVercel.Testing.Engines;

/// <summary>The engine alone, for the grains of a test: a silo that is a cluster of one, known to nobody.</summary>
public static class TestEngine
{
    public static void AddTestEngine(this IServiceCollection services, Assembly grains)
    {
        services.AddOrleans(orleans => orleans.UseLocalhostClustering(AnyFreePort(), gatewayPort: 0));
        services.AddSerializer(serializer => serializer.AddAssembly(grains));
    }

    private static int AnyFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
