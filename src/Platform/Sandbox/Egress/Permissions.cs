using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Platform.Network;

namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>
/// What one box may call: public addresses, the registries, and those hosts of the operator's own network that its plan names. Of a name
/// that is what it resolves to, as long as it does: who has kept an address since is judged by what the name says now.
/// </summary>
/// <param name="registries">The same for all boxes.</param>
/// <param name="ports">At which ports it finds anything, beside the registries'.</param>
/// <param name="hosts">The hosts in the operator's network.</param>
/// <param name="clock">The time.</param>
internal sealed class Permissions(Registries registries, IReadOnlyList<int> ports, AllowedHosts hosts, TimeProvider clock)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<IPAddress, (string Name, DateTimeOffset Until)> _named = new();

    public IReadOnlyList<int> Ports { get; } = [.. registries.Ports.Union(ports)];

    /// <summary>The addresses of a name that a box may hear of: names of an internal network are nobody's business.</summary>
    /// <exception cref="SocketException">It could not be found out.</exception>
    public async Task<IReadOnlyList<IPAddress>> Resolve(string name, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var found = await Dns.GetHostAddressesAsync(name, AddressFamily.InterNetwork, limit.Token);
        registries.Resolved(name, found);
        if (hosts.HasName(name.ToLowerInvariant()))
        {
            foreach (var address in found)
                _named[address] = (name, clock.GetUtcNow() + KnownFor);
            return found;
        }

        return registries.Has(name) ? found : [.. found.Where(address => hosts.HasAddress(address) || AddressRules.IsPublic(address))];
    }

    public async ValueTask<bool> Allow(IPEndPoint called, CancellationToken cancellationToken) =>
        registries.Includes(called) || hosts.HasAddress(called.Address) || AddressRules.IsPublic(called.Address)
        || (_named.TryGetValue(called.Address, out var known)
            && (clock.GetUtcNow() < known.Until || (await Resolve(known.Name, cancellationToken)).Contains(called.Address)));
}
