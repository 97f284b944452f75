using System.Text;
using System.Text.RegularExpressions;

namespace MiniVercel.Platform.Git;

/// <summary>The names of branches and tags, and of commits.</summary>
public static partial class GitRef
{
    private const int Longest = 255;

    /// <summary>What is wrong with a text as a branch's or tag's name.</summary>
    public static string? Complaint(string name)
    {
        if (name.Length == 0)
            return "It must not be empty; leave it out, or send null.";
        if (Encoding.UTF8.GetByteCount(name) > Longest)
            return $"It must be at most {Longest} bytes long.";
        if (name.Any(char.IsControl))
            return "It must not contain control characters.";
        return NotAName().IsMatch(name) ? "It is not a name that Git accepts for a branch." : null;
    }

    /// <summary>A full one: what is shorter may be another commit's tomorrow.</summary>
    public static bool IsCommit(string text) => FullHash().IsMatch(text);

    [GeneratedRegex(@"^[-/.]|[\s~^:?*\[\\]|\.\.|//|/\.|@\{|[/.]\z|\.lock(/|\z)|^@\z")]
    private static partial Regex NotAName();

    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})\\z")]
    private static partial Regex FullHash();
}
