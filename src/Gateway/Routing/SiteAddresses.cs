using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Routing;

/// <summary>Where things are found from outside: the dashboard, and a label under the base domain for every site.</summary>
public sealed record SiteAddresses(string BaseDomain, string DashboardHost, int Port)
{
    private const int LongestLabel = 63;

    private string UnderBaseDomain { get; } = "." + BaseDomain;

    /// <summary>The dashboard answers at its host, and at the machine's own addresses for whoever sits at it.</summary>
    public bool IsDashboard(string canonicalHost) =>
        canonicalHost == DashboardHost || canonicalHost is "localhost" or "127.0.0.1" or "[::1]";

    public string DashboardUrl => UrlOf(DashboardHost);

    public string ProductionUrl(string projectName) => LabelUrl(projectName);

    public string LabelUrl(string label) => UrlOf($"{label}.{BaseDomain}");

    /// <summary>The label of a build's own host. A name too long to carry the short id is cut, and marked by its hash.</summary>
    public static string BuildLabel(string projectName, string shortId)
    {
        var label = $"{projectName}-{shortId}";
        if (label.Length <= LongestLabel)
            return label;

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(projectName)))[..6];
        return $"{projectName[..(LongestLabel - shortId.Length - hash.Length - 2)].TrimEnd('-')}-{hash}-{shortId}";
    }

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
    public static string Canonical(HostString host) =>
        (host.Host is [.. var name, '.'] ? name : host.Host).ToLowerInvariant();

    private string UrlOf(string host) => Port == 80 ? $"http://{host}" : $"http://{host}:{Port}";
}
