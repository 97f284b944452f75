using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Routing;

/// <summary>Where things are found from outside: the dashboard, and a label under the base domain for every site.</summary>
public sealed record SiteAddresses(string BaseDomain, string DashboardHost, int Port)
{
    private string UnderBaseDomain { get; } = "." + BaseDomain;

    /// <summary>The dashboard answers at its host, and at the machine's own addresses for whoever sits at it.</summary>
    public bool IsDashboard(string canonicalHost) =>
        canonicalHost == DashboardHost || canonicalHost is "localhost" or "127.0.0.1" or "[::1]";

    public string DashboardUrl => UrlOf(DashboardHost);

    public string ProductionUrl(string projectName) => LabelUrl(projectName);

    public string LabelUrl(string label) => UrlOf($"{label}.{BaseDomain}");

    /// <summary>
    /// The key a host is looked up by: the label under the base domain, or a whole name; nothing if it cannot be one. A
    /// name without a dot is none: sent as it is, it would be taken for the label it looks like.
    /// </summary>
    public string? KeyOf(string canonicalHost)
    {
        if (!canonicalHost.EndsWith(UnderBaseDomain, StringComparison.Ordinal))
            return canonicalHost.Contains('.') ? canonicalHost : null;

        var label = canonicalHost.AsSpan(0, canonicalHost.Length - UnderBaseDomain.Length);
        return label.IsEmpty || label.Contains('.') ? null : label.ToString();
    }

    /// <summary>One spelling for every host: lower case, no port, no root dot.</summary>
    public static string Canonical(HostString host)
    {
        var whole = host.HasValue && !host.Value.Contains(':', StringComparison.Ordinal) ? host.Value : host.Host;
        return (whole is [.. var name, '.'] ? name : whole).ToLowerInvariant();
    }

    public string UrlOf(string host) => Port == 80 ? $"http://{host}" : $"http://{host}:{Port}";
}
