using System.Net;
using MiniVercel.Platform.Network;

namespace MiniVercel.Platform.Git;

/// <summary>Which repositories beyond the public ones the operator lets users build.</summary>
/// <param name="Folders">Those below these, by `file://`.</param>
/// <param name="Hosts">Those on these hosts, though they are inside; also by `http://`.</param>
public sealed record GitPermissions(IReadOnlyList<string> Folders, AllowedHosts Hosts)
{
    public static readonly GitPermissions None = new([], AllowedHosts.None);
}

/// <summary>Where an address leads.</summary>
public abstract record GitRoute
{
    private GitRoute()
    {
    }

    /// <summary>To these addresses and no others: whoever goes there does not ask for the name again.</summary>
    /// <param name="Address">Where one wanted to go.</param>
    /// <param name="Addresses">Where that is.</param>
    /// <param name="Folder">For a repository of this machine, what the operator has opened around it.</param>
    public sealed record Open(GitAddress Address, IReadOnlyList<IPAddress> Addresses, string? Folder = null) : GitRoute;

    /// <summary>Where nobody may be led.</summary>
    public sealed record Closed(string Why) : GitRoute;

    /// <summary>Nowhere for now: the name is not known, which may change.</summary>
    public sealed record Unknown(string Why) : GitRoute;
}

/// <summary>
/// The one door to repositories. A name is asked for here, when it is accepted and again whenever it is gone to: in between
/// its owner may have made it lead elsewhere.
/// </summary>
public sealed class GitDoor(GitPermissions permitted, IHostResolver resolver)
{
    /// <summary>What is wrong with an address that somebody has given, as far as can be told today.</summary>
    public async Task<string?> Complaint(string text, CancellationToken cancellationToken)
    {
        var (address, complaint) = GitAddress.Read(text);
        return complaint ?? (await Find(address!, cancellationToken) as GitRoute.Closed)?.Why;
    }

    public async Task<GitRoute> Find(GitAddress address, CancellationToken cancellationToken)
    {
        if (address.IsFile)
            return FindFolder(address);
        if (IPAddress.TryParse(address.Host, out var literal))
            return Judge(address, [literal]);
        return Judge(address, await resolver.Find(address.Host, cancellationToken));
    }

    private GitRoute FindFolder(GitAddress address)
    {
        var path = Path.TrimEndingDirectorySeparator(address.Path) + "/";
        return permitted.Folders.FirstOrDefault(f => path.StartsWith(Path.TrimEndingDirectorySeparator(f) + "/", StringComparison.Ordinal)) is { } folder
            ? new GitRoute.Open(address, [], folder)
            : new GitRoute.Closed("Repositories on this machine cannot be built, except those in folders that the operator opens with --git-folders.");
    }

    /// <summary>One address that may not be gone to closes the name: which of them is used is nobody's to choose.</summary>
    private GitRoute Judge(GitAddress address, IReadOnlyList<IPAddress> addresses)
    {
        var isNamed = permitted.Hosts.HasName(address.Host);
        if (!isNamed && addresses.Any(a => !AddressRules.IsPublic(a) && !permitted.Hosts.HasAddress(a)))
        {
            // Where exactly is nothing for users to learn: it would be a map of the operator's network.
            return new GitRoute.Closed("Its host is not on the public internet. The operator can allow it with --git-hosts.");
        }

        var isAllowed = isNamed || (addresses.Count > 0 && addresses.All(permitted.Hosts.HasAddress));
        if (address.Scheme == "http" && !isAllowed)
            return new GitRoute.Closed("It must begin with https:// rather than http://, except on hosts that the operator allows with --git-hosts.");
        return addresses.Count > 0
            ? new GitRoute.Open(address, addresses)
            : new GitRoute.Unknown($"The name {address.Host} is not known; check the repository's address, and this machine's name server.");
    }
}
