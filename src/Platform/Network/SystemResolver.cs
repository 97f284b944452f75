using System.Net;
using System.Net.Sockets;

namespace MiniVercel.Platform.Network;

/// <summary>Asks what the machine asks: its hosts file, its name servers.</summary>
public sealed class SystemResolver : IHostResolver
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<IPAddress>> Find(string host, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            return await Dns.GetHostAddressesAsync(host, limited.Token);
        }
        catch (SocketException)
        {
            return [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }
}
