using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>Keeps hold of the clients themselves: what is sent to many is written out once, and that is only possible with them.</summary>
internal sealed class LiveClients(ILogger<DefaultHubLifetimeManager<LiveHub>> logger) : DefaultHubLifetimeManager<LiveHub>(logger)
{
    public static HubConnectionContext Of(HubCallerContext context) => (HubConnectionContext)context.Items[typeof(HubConnectionContext)]!;

    public static LiveConnection ConnectionOf(HubCallerContext context) => (LiveConnection)context.Items[typeof(LiveConnection)]!;

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[typeof(HubConnectionContext)] = connection;
        return base.OnConnectedAsync(connection);
    }
}
