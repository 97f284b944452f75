using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api;
using MiniVercel.Platform.Changes;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>The parts of the live events. Every buffer on the way to a client is bounded: what it does not take waits in storage.</summary>
internal static class LiveEvents
{
    private const int FromClient = 16 * 1_024, ToClient = 32 * 1_024, LongestCall = 4 * 1_024;

    /// <summary>Who takes nothing for so long has gone, or is as good as gone: he comes back and says where he was.</summary>
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddLiveEvents(this IServiceCollection services)
    {
        services
            .AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = LongestCall;
                hub.MaximumParallelInvocationsPerClient = 1;
                hub.HandshakeTimeout = TimeSpan.FromSeconds(10);
                hub.KeepAliveInterval = TimeSpan.FromSeconds(10);
                hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
                hub.AddFilter<LiveCalls>();
            })
            .AddJsonProtocol(json => json.PayloadSerializerOptions = ApiJson.Options);
        return services
            .AddSingleton<HubLifetimeManager<LiveHub>, LiveClients>()
            .AddSingleton<LiveCalls>()
            .AddSingleton(new LiveLimits())
            .AddSingleton<LiveDoor>()
            .AddSingleton<ChangeStore>()
            .AddSingleton<LiveChanges>()
            .AddSingleton<LiveConnections>()
            .AddHostedService(s => s.GetRequiredService<LiveChanges>())
            .AddHostedService(s => s.GetRequiredService<LiveConnections>());
    }

    /// <summary>Web sockets alone: the other ways would have to come to the same gateway time and again.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapHub<LiveHub>(LiveDoor.Path, connection =>
    {
        connection.Transports = HttpTransportType.WebSockets;
        connection.ApplicationMaxBufferSize = FromClient;
        connection.TransportMaxBufferSize = ToClient;
        connection.TransportSendTimeout = Stalled;
        connection.AllowStatefulReconnects = false;
    }).Needs(Right.Read);
}
