using System.Security.Cryptography;
using System.Text;

namespace MiniVercel.Platform.Routing;

/// <summary>
/// The labels under the base domain that the platform gives out. Each has something in it that no project may be named by, so none is
/// ever a project's own.
/// </summary>
public static class HostLabels
{
    private const int Longest = 63;
    private const int HashLength = 6;
    private const string BranchMark = "-git-";

    /// <summary>The label of a build's own host. A name too long to carry the short id is cut, and marked by its hash.</summary>
    public static string OfBuild(string projectName, string shortId)
    {
        var label = $"{projectName}-{shortId}";
        if (label.Length <= Longest)
            return label;

        var kept = Longest - shortId.Length - HashLength - 2;
        return $"{projectName[..kept].TrimEnd('-')}-{HashOf(projectName)}-{shortId}";
    }

    /// <summary>
    /// The labels that a branch may have, the best one first. Different branches may have the same slug, `a/b` and `a-b`: who comes
    /// second is marked by a hash, and so is who has to be cut.
    /// </summary>
    public static IReadOnlyList<string> OfBranch(string projectName, string branch)
    {
        var slug = SlugOf(branch);
        var usual = projectName + BranchMark + slug;
        var marked = Marked(projectName, slug, HashOf($"{projectName}\n{branch}"));
        return slug.Length == 0 || usual.Length > Longest ? [marked] : [usual, marked];
    }

    private static string Marked(string projectName, string slug, string hash)
    {
        var room = Longest - BranchMark.Length - HashLength - 1;
        var ofName = Math.Min(projectName.Length, Math.Max(room - slug.Length, room / 2));
        var ofSlug = Math.Min(slug.Length, room - ofName);
        var end = string.Join('-', new[] { slug[..ofSlug].TrimEnd('-'), hash }.Where(part => part.Length > 0));
        return projectName[..ofName].TrimEnd('-') + BranchMark + end;
    }

    /// <summary>Letters and digits in lower case, and one hyphen for whatever is between them.</summary>
    private static string SlugOf(string branch) => string.Join('-', new string([.. branch.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')])
        .Split('-', StringSplitOptions.RemoveEmptyEntries));

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
