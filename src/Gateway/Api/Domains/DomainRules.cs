using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Routing;
using MiniVercel.Platform.Domains;

namespace MiniVercel.Gateway.Api.Domains;

/// <summary>Which names a project may answer to.</summary>
public sealed class DomainRules(SiteAddresses addresses, TrustedDomains trusted)
{
    /// <summary>Names that never lead here from anywhere else.</summary>
    private static readonly string[] s_ofNobody = ["localhost", "local", "internal", "invalid", "onion", "arpa"];

    /// <summary>What stands before a country where names are given out one level below.</summary>
    private static readonly string[] s_ofMany =
        ["ac", "co", "com", "ed", "edu", "firm", "gen", "go", "gob", "gov", "gouv", "gv", "id", "ind", "info", "ltd", "me", "mil", "muni", "name", "ne", "net", "nhs", "nom", "or", "org", "plc", "police", "sch", "web"];

    /// <summary>One spelling for every name.</summary>
    public static string Canonical(string name) => (name is [.. var start, '.'] ? start : name).ToLowerInvariant();

    /// <summary>What is wrong with the name as a custom domain; nothing where it is fine.</summary>
    public string? Complaint(string name)
    {
        if (Rules.Domain(name) is { } wrong)
            return wrong;
        foreach (var own in new[] { addresses.BaseDomain, addresses.DashboardHost })
        {
            if (IsWithin(name, own) || IsWithin(own, name))
                return $"It must not be {own}, nor lie above or under it: that is where this installation itself is.";
        }

        var labels = name.Split('.');
        if (IsOfMany(labels))
            return "It must be a name that somebody can own, not one that many have theirs under.";
        return !trusted.Has(name) && s_ofNobody.Contains(labels[^1]) ? $"It must not end in .{labels[^1]}, which nobody can reach from outside." : null;
    }

    /// <summary>Whether it is the name itself that somebody has registered: there it has other records beside it, and can be no alias.</summary>
    public static bool IsApex(string name) => name.Split('.') is var labels && (labels.Length == 2 || (labels.Length == 3 && IsOfMany(labels[1..])));

    private static bool IsOfMany(string[] labels) => labels is [var second, { Length: 2 }] && s_ofMany.Contains(second);

    private static bool IsWithin(string name, string domain) => name == domain || name.EndsWith("." + domain, StringComparison.Ordinal);
}
