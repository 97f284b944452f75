using System.Collections.Concurrent;
using System.Net;

namespace MiniVercel.Platform.Sandbox.Egress;

/// <summary>
/// The package registries that the operator has configured. They may be anywhere, also where boxes may not go otherwise: exempt is
/// what their names resolve to, at their ports, as long as it was resolved for a box just now.
/// </summary>
public sealed class Registries(IReadOnlyList<Uri> configured, TimeProvider clock)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<IPEndPoint, DateTimeOffset> _known = new();

    public static IReadOnlyList<Uri> Usual { get; } = [new("https://registry.npmjs.org"), new("https://registry.yarnpkg.com")];

    /// <summary>The ports at which a box finds anything at all: those of the web, and those of registries.</summary>
    public IReadOnlyList<int> Ports { get; } = [.. configured.Select(registry => registry.Port).Concat([80, 443]).Distinct()];

    internal bool Has(string host) => configured.Any(registry => registry.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase));

    internal void Resolved(string host, IEnumerable<IPAddress> addresses)
    {
        var endpoints =
            from registry in configured
            where registry.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase)
            from address in addresses
            select new IPEndPoint(address, registry.Port);
        foreach (var endpoint in endpoints)
            _known[endpoint] = clock.GetUtcNow() + KnownFor;
    }

    internal bool Includes(IPEndPoint endpoint) => _known.TryGetValue(endpoint, out var until) && clock.GetUtcNow() < until;
}
