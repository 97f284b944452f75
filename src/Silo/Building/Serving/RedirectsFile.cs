using System.Globalization;
using MiniVercel.Platform.Patterns;
using MiniVercel.Platform.Rules;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>
/// Reads a _redirects file: <c>from [query=value…] to [status[!]]</c>. Without a status it is 301, because the format is Netlify's, and
/// files that leave it out were written for that.
/// </summary>
internal static class RedirectsFile
{
    public const string Name = "_redirects";

    private const int UsualStatus = 301;

    public static IReadOnlyList<RouteRule> Read(SourceTree folder)
    {
        var rules = new List<RouteRule>();
        foreach (var line in LineFile.Read(folder, Name))
        {
            if (rules.Count == RuleLimits.MostRules)
                throw line.Wrong($"the file has more than {RuleLimits.MostRules} rules.");
            try
            {
                rules.Add(Rule(Words(line.Text)));
            }
            catch (RuleException e)
            {
                throw line.Wrong(e.Message);
            }
        }

        return rules;
    }

    private static RouteRule Rule(List<string> words)
    {
        var (conditions, path) = From(words[0]);
        var at = 1;
        while (at < words.Count && !words[at].StartsWith('/') && !RuleParts.IsWebAddress(words[at]) && words[at].Contains('=', StringComparison.Ordinal))
            conditions.Add(Query(words[at++]));
        if (conditions.Count > RuleLimits.MostConditions)
            throw new RuleException($"it has more than {RuleLimits.MostConditions} conditions.");
        if (at == words.Count)
            throw new RuleException("it needs a path, and behind it where that leads to.");

        var target = words[at++];
        var (status, overFiles) = at < words.Count ? Status(words[at++]) : (UsualStatus, false);
        if (at < words.Count)
            throw new RuleException($"{JsonFile.Quote(words[at])} is not understood: conditions of country, language and role are not known here.");
        return status is >= 300 and < 400
            ? RuleParts.Redirect(path, target, status, overFiles, conditions)
            : RuleParts.Rewrite(path, target, status, overFiles, conditions);
    }

    /// <summary>A path, or a whole address: then the host is a condition.</summary>
    public static (List<Condition> Conditions, string Path) From(string from)
    {
        if (!RuleParts.IsWebAddress(from))
            return ([], PathSyntax.OfNetlify(from));
        var (start, slash) = (from.IndexOf("://", StringComparison.Ordinal) + 3, from.IndexOf('/', from.IndexOf("://", StringComparison.Ordinal) + 3));
        var host = from[start..(slash < 0 ? from.Length : slash)].ToLowerInvariant();
        return (
            [new Condition(ConditionKind.Host, "", Pattern.Escape(host), IsAbsent: false)],
            PathSyntax.OfNetlify(slash < 0 ? "/" : from[slash..]));
    }

    private static Condition Query(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = (word[..equals], word[(equals + 1)..]);
        if (key.Length == 0 || value.Length == 0)
            throw new RuleException($"{JsonFile.Quote(word)} is no query: write 'id=5', or 'id=:id' for any value.");
        return new Condition(
            ConditionKind.Query, key, PathSyntax.Checked(value is [':', .. var name] ? $"(?<{name}>.*)" : Pattern.Escape(value)), IsAbsent: false);
    }

    private static (int Status, bool OverFiles) Status(string word)
    {
        var overFiles = word.EndsWith('!');
        return int.TryParse(overFiles ? word[..^1] : word, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is 200 or 301 or 302 or 303 or 307 or 308 or 404 or 410
            ? (status, overFiles)
            : throw new RuleException($"{JsonFile.Quote(word)} is no status: it is 200, 301, 302, 303, 307, 308, 404 or 410, with a '!' where it goes before a file.");
    }

    /// <summary>A '#' behind a blank begins a comment; in an address it is a part of it.</summary>
    private static List<string> Words(string line) =>
        [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).TakeWhile(w => !w.StartsWith('#'))];
}
