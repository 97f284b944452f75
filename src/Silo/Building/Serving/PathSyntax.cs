using System.Text;
using MiniVercel.Platform.Patterns;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Serving;

/// <summary>The two ways in which people write paths, translated into expressions.</summary>
internal static class PathSyntax
{
    public const int LongestPath = 1_024;

    private const string Segment = "[^/]+?";

    /// <summary>Of vercel.json: <c>/blog/:slug</c>, <c>/:path*</c>, <c>/:id(\\d+)</c>, <c>/(.*)</c>, <c>/((?!api/).*)</c>, <c>{/:page}?</c>.</summary>
    public static string OfVercel(string source)
    {
        Check(source);
        var (expression, at, unnamed) = (new StringBuilder(), 0, 0);
        while (at < source.Length)
        {
            // A slash or a dot belongs to what it stands before, and comes and goes with it.
            var prefix = source[at] is ('/' or '.') && at + 1 < source.Length && source[at + 1] is (':' or '(') ? $"{source[at++]}" : "";
            if (source[at] == '{')
            {
                var end = source.IndexOf('}', at);
                if (end < 0)
                    throw new RuleException("it has a '{' without a '}'.");
                var inner = OfVercelGroup(source[(at + 1)..end], ref unnamed);
                at = end + 1;
                expression.Append("(?:").Append(inner).Append(')').Append(source[at..] is ['?' or '*' or '+', ..] ? source[at++] : "");
            }
            else if (source[at] is ':' or '(')
            {
                expression.Append(Parameter(source, ref at, prefix, ref unnamed));
            }
            else
            {
                at += source[at] == '\\' && at + 1 < source.Length ? 1 : 0;
                expression.Append(source[at] is '*' or '+' or '?' or ')' or '}'
                    ? throw new RuleException($"'{source[at]}' stands behind nothing that it could belong to; write '(.*)' or ':name*' for anything.")
                    : Pattern.Escape($"{source[at++]}"));
            }
        }

        return Checked(expression.ToString());
    }

    /// <summary>Of _redirects and _headers: <c>:name</c> is a segment, <c>*</c> whatever comes; a slash at the end makes no difference.</summary>
    public static string OfNetlify(string path)
    {
        Check(path);
        if (path.Count(c => c == '*') > 1)
            throw new RuleException("a path has at most one '*'.");
        if (path.EndsWith("/*", StringComparison.Ordinal))
            return Checked($"{Segments(path[..^2])}(?:/(?<splat>.*))?");
        return Checked(path == "/" ? "/" : $"{Segments(path.TrimEnd('/'))}{(path.EndsWith('*') ? "" : "/?")}");

        static string Segments(string text) => string.Join('/', text.Split('/').Select(s =>
            s is [':', .. var name] ? $"(?<{Name(name)}>[^/]+)" : string.Join("(?<splat>.*)", s.Split('*').Select(Pattern.Escape))));
    }

    /// <summary>An expression that somebody wrote, as it is.</summary>
    public static string Checked(string expression)
    {
        try
        {
            Pattern.Of(expression);
            return expression;
        }
        catch (PatternException e)
        {
            throw new RuleException(e.Message);
        }
    }

    private static string OfVercelGroup(string inner, ref int unnamed)
    {
        var at = inner.AsSpan().IndexOfAny(':', '(') is var first and >= 0 ? first : inner.Length;
        var before = Pattern.Escape(inner[..at]);
        if (at == inner.Length)
            return before;
        var parameter = Parameter(inner, ref at, "", ref unnamed);
        return before + parameter + Pattern.Escape(inner[at..]);
    }

    private static string Parameter(string source, ref int at, string prefix, ref int unnamed)
    {
        string? name = null;
        if (source[at] == ':')
        {
            var start = ++at;
            while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] == '_'))
                at++;
            name = Name(source[start..at]);
        }

        var what = at < source.Length && source[at] == '(' ? Parenthesis(source, ref at) : Segment;
        name ??= $"{unnamed++}";
        prefix = Pattern.Escape(prefix);
        var again = at < source.Length && source[at] is ('?' or '*' or '+') ? source[at++] : ' ';
        return again switch
        {
            '?' => $"(?:{prefix}(?<{name}>{what}))?",
            '+' => $"{prefix}(?<{name}>(?:{what})(?:{prefix}(?:{what}))*)",
            '*' => $"(?:{prefix}(?<{name}>(?:{what})(?:{prefix}(?:{what}))*))?",
            _ => $"{prefix}(?<{name}>{what})",
        };
    }

    private static string Parenthesis(string source, ref int at)
    {
        var (start, depth) = (at + 1, 0);
        for (; at < source.Length; at++)
        {
            if (source[at] == '\\')
                at++;
            else if (source[at] == '(' && depth++ > 0 && !(at + 1 < source.Length && source[at + 1] == '?'))
                throw new RuleException("a group within parentheses begins with '(?:' or '(?!'.");
            else if (source[at] == ')' && --depth == 0)
                return at++ > start ? source[start..(at - 1)] : throw new RuleException("it has parentheses with nothing in them.");
        }

        throw new RuleException("it has a '(' without a ')'.");
    }

    private static string Name(string name) => name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        ? name
        : throw new RuleException("':' needs a name behind it: letters, digits and '_', a letter first.");

    private static void Check(string path)
    {
        if (!path.StartsWith('/'))
            throw new RuleException($"{JsonFile.Quote(path)} is no path: it must begin with '/'.");
        if (path.Length > LongestPath)
            throw new RuleException($"it is longer than {LongestPath} characters.");
        if (path.Any(char.IsControl))
            throw new RuleException("it has a control character.");
    }
}
