using MiniVercel.Platform.Network.Resolving;

namespace MiniVercel.Platform.Domains;

/// <summary>Looks into the DNS for what is set for a custom domain. What is under a trusted one is proven without.</summary>
public sealed class DomainProbe(DnsResolver resolver, TrustedDomains trusted)
{
    /// <summary>Of what a name leads to no more is kept.</summary>
    private const int MostPlaces = 20;

    public async Task<DomainLook> LookAt(CustomDomain domain, CancellationToken cancellationToken)
    {
        var (texts, four, six) = (
            trusted.Has(domain.Name) ? null : resolver.Ask(domain.TokenName, DnsType.Txt, cancellationToken),
            resolver.Ask(domain.Name, DnsType.A, cancellationToken),
            resolver.Ask(domain.Name, DnsType.Aaaa, cancellationToken));
        var places = Places([await four, await six]);
        return texts is null ? new DomainLook(Proof.Shown, places, null) : Judge(await texts, domain, places);
    }

    private static DomainLook Judge(DnsAnswer texts, CustomDomain domain, IReadOnlyList<string>? places) => texts switch
    {
        DnsAnswer.Unknown unknown => new DomainLook(Proof.Unknown, places, unknown.Why),
        DnsAnswer.Known known when known.Records.OfType<DnsRecord.Text>().Any(t => t.Value == domain.TokenText) => new DomainLook(Proof.Shown, places, null),
        _ => new DomainLook(Proof.NotShown, places, null),
    };

    /// <summary>What either answer says; nothing where neither says anything.</summary>
    private static IReadOnlyList<string>? Places(IReadOnlyList<DnsAnswer> answers)
    {
        var known = answers.OfType<DnsAnswer.Known>().ToList();
        return known.Count == 0
            ? null
            : [.. known.SelectMany(k => k.Aliases.Concat(k.Records.OfType<DnsRecord.Address>().Select(a => a.Ip.ToString()))).Distinct().Take(MostPlaces)];
    }
}
