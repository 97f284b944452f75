using System.Text.RegularExpressions;

namespace MiniVercel.Cli.Deploying;

/// <summary>
/// The rules of one ignore file, as Git reads them. A folder that is ignored is not entered, so nothing below
/// it can be taken back; the walk sees to that.
/// </summary>
internal sealed class IgnoreRules
{
    public static readonly IgnoreRules None = new([]);

    private readonly IReadOnlyList<Rule> _rules;

    private IgnoreRules(IReadOnlyList<Rule> rules) => _rules = rules;

    public static IgnoreRules Parse(string text) =>
        new([.. text.TrimStart('\uFEFF').Split('\n').Select(line => ParseLine(line)).OfType<Rule>()]);

    /// <param name="path">Relative to the ignore file, with <c>/</c> between its parts.</param>
    public bool Ignores(string path, bool isFolder)
    {
        // The last word counts.
        for (var i = _rules.Count - 1; i >= 0; i--)
        {
            var rule = _rules[i];
            if ((isFolder || !rule.FoldersOnly) && rule.Pattern.IsMatch(path))
                return !rule.TakesBack;
        }
        return false;
    }

    private static Rule? ParseLine(string line)
    {
        var pattern = WithoutTrailingSpaces(line.EndsWith('\r') ? line[..^1] : line);
        if (pattern.StartsWith('#'))
            return null;

        var takesBack = pattern.StartsWith('!');
        pattern = takesBack ? pattern[1..] : pattern;
        var foldersOnly = pattern.EndsWith('/');
        pattern = foldersOnly ? pattern[..^1] : pattern;
        // A slash anywhere but at the end ties the pattern to the root.
        var anchored = pattern.Contains('/');
        pattern = pattern.StartsWith('/') ? pattern[1..] : pattern;

        if (pattern.Length == 0 || GlobPattern.ToRegex(pattern, anchored) is not { } regex)
            return null;
        return new Rule(regex, takesBack, foldersOnly);
    }

    private static string WithoutTrailingSpaces(string line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] == ' ' && !IsEscaped(line, end - 1))
            end--;
        return line[..end];
    }

    private static bool IsEscaped(string line, int at)
    {
        var backslashes = 0;
        while (at - backslashes > 0 && line[at - backslashes - 1] == '\\')
            backslashes++;
        return backslashes % 2 == 1;
    }

    private sealed record Rule(Regex Pattern, bool TakesBack, bool FoldersOnly);
}
