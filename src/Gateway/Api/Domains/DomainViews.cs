using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Domains;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Api.Domains;

/// <summary>Where this installation is found from outside; what a name without a way to be an alias has to point to.</summary>
public sealed record PublicAddresses(IReadOnlyList<IPAddress> All);

/// <summary>A record to be set in the DNS, exactly as it is to be, and whether it was seen there.</summary>
public sealed record WantedRecord(
    [property: AllowedValues("TXT", "CNAME", "ALIAS", "A", "AAAA")] string Type, string Name, string Value, bool IsFound);

public sealed record DomainView
{
    public string Name { get; init; } = "";
    public string ProjectId { get; init; } = "";
    public bool IsVerified { get; init; }
    public bool IsPointingHere { get; init; }

    [AllowedValues("pending")]
    public string SslStatus { get; init; } = "";

    public string DnsCnameTarget { get; init; } = "";
    public IReadOnlyList<WantedRecord> Records { get; init; } = [];

    /// <summary>What stands in its way, as a sentence.</summary>
    public string? Problem { get; init; }

    public string Url { get; init; } = "";
    public string CreatedAt { get; init; } = "";
    public string? VerifiedAt { get; init; }
    public string? CheckedAt { get; init; }
    public string? LostSince { get; init; }
}

/// <summary>Custom domains as the API shows them, with what is to be done for them.</summary>
public sealed class DomainViews(SiteAddresses addresses, PublicAddresses publicAddresses)
{
    public DomainView Of(CustomDomain domain)
    {
        var pointing = Pointing(domain);
        var proof = new WantedRecord("TXT", domain.TokenName, domain.TokenText, domain.HasToken);
        return new DomainView
        {
            Name = domain.Name,
            ProjectId = domain.ProjectId,
            IsVerified = domain.IsVerified,
            IsPointingHere = LeadsHere(domain),
            SslStatus = "pending", // certificates are not asked for yet
            DnsCnameTarget = addresses.BaseDomain,
            Records = [proof, .. pointing],
            Problem = domain.Problem,
            Url = addresses.UrlOf(domain.Name),
            CreatedAt = StateJson.Time(domain.CreatedAt),
            VerifiedAt = Time(domain.VerifiedAt),
            CheckedAt = Time(domain.CheckedAt),
            LostSince = Time(domain.LostSince),
        };
    }

    /// <summary>An alias, but for a name that can be none: for that the addresses, or what some providers offer in the place of an alias.</summary>
    private IEnumerable<WantedRecord> Pointing(CustomDomain domain) => (DomainRules.IsApex(domain.Name), publicAddresses.All.Count) switch
    {
        (false, _) => [new WantedRecord("CNAME", domain.Name, addresses.BaseDomain, LeadsHere(domain))],
        (true, 0) => [new WantedRecord("ALIAS", domain.Name, addresses.BaseDomain, LeadsHere(domain))],
        _ => publicAddresses.All.Select(ip => new WantedRecord(
            ip.AddressFamily == AddressFamily.InterNetwork ? "A" : "AAAA", domain.Name, ip.ToString(), domain.LeadsTo.Contains(ip.ToString()))),
    };

    private bool LeadsHere(CustomDomain domain) =>
        domain.LeadsTo.Contains(addresses.BaseDomain) || publicAddresses.All.Any(ip => domain.LeadsTo.Contains(ip.ToString()));

    private static string? Time(DateTime? at) => at is { } time ? StateJson.Time(time) : null;
}
