using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Nodes;

namespace MiniVercel.Silo;

/// <summary>Where sites are found by visitors: at a gateway's port, which only a gateway has itself.</summary>
public sealed class SeenFromOutside(NodeDirectory nodes, SiteAddresses addresses)
{
    public async Task<string> LabelUrl(string label, CancellationToken cancellationToken)
    {
        var gateway = (await nodes.All(cancellationToken)).FirstOrDefault(n => n.HttpPort is not null);
        return (addresses with { Port = gateway?.HttpPort ?? addresses.Port }).LabelUrl(label);
    }
}
