namespace MiniVercel.Platform.Domains;

/// <summary>The operator's own domains: what is under one of them needs no proof.</summary>
public sealed record TrustedDomains(IReadOnlyList<string> Suffixes)
{
    public bool Has(string name) => Suffixes.Any(suffix => name.EndsWith("." + suffix, StringComparison.Ordinal));
}
