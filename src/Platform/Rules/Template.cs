using Microsoft.AspNetCore.Http;

namespace MiniVercel.Platform.Rules;

/// <summary>
/// A text with places for what was captured: <c>:name</c>, also <c>:name*</c>, and <c>$1</c> for the first group without a name. What
/// comes from a visitor never becomes anything else than the text that it is.
/// </summary>
public sealed class Template
{
    private readonly List<(string Text, bool IsName)> _parts = [];

    private Template()
    {
    }

    /// <summary>Whether a host's name in it would end with what comes from a visitor, and so be whose the visitor likes.</summary>
    public bool LeavesHostOpen
    {
        get
        {
            var before = "";
            for (var i = 0; i < _parts.Count; i++)
            {
                if (_parts[i].IsName && IsInHost(before) && !(i + 1 < _parts.Count && _parts[i + 1].Text.StartsWith('.')))
                    return true;
                before += _parts[i].IsName ? "name" : _parts[i].Text;
            }

            return false;
        }
    }

    /// <summary>Everything in a text that looks like a place for a capture.</summary>
    public static IEnumerable<string> NamesIn(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (NameAt(text, at, out _) is { } name)
                yield return name;
        }
    }

    /// <param name="text">The template.</param>
    /// <param name="known">What can be captured; all else is text.</param>
    public static Template Of(string text, IReadOnlyCollection<string> known)
    {
        var template = new Template();
        var literal = "";
        for (var at = 0; at < text.Length;)
        {
            if (NameAt(text, at, out var end) is { } name && known.Contains(name))
            {
                template.Add(literal);
                template._parts.Add((name, true));
                (literal, at) = ("", end);
            }
            else
            {
                literal += text[at++];
            }
        }

        template.Add(literal);
        return template;
    }

    /// <summary>The path of a file. What follows a question mark is for servers.</summary>
    public string FillPath(IReadOnlyDictionary<string, string> captured)
    {
        var path = Fill(captured, (value, _) => value);
        return path.IndexOf('?') is var query and >= 0 ? path[..query] : path;
    }

    /// <summary>
    /// An address, or nothing where a part of its host would not be a plain name. An address on the same site stays on it: two
    /// slashes at its beginning would be another host's.
    /// </summary>
    public string? FillAddress(IReadOnlyDictionary<string, string> captured)
    {
        var isPlain = true;
        var address = Fill(captured, (value, before) =>
        {
            if (before.Contains('?', StringComparison.Ordinal))
                return Uri.EscapeDataString(value);
            if (!IsInHost(before))
                return EscapePath(value);
            isPlain &= value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
            return value;
        });
        if (!isPlain)
            return null;
        return address.StartsWith('/') ? "/" + address.TrimStart('/', '\\') : address;
    }

    public string FillHeader(IReadOnlyDictionary<string, string> captured) => Fill(captured, (value, _) => EscapePath(value));

    /// <summary>Whether what comes next belongs to the name of a host.</summary>
    private static bool IsInHost(string before) =>
        before.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 && before.IndexOfAny(['/', '?', '#'], scheme + 3) < 0;

    /// <summary>Escapes all but the slashes, and what was escaped stays so.</summary>
    private static string EscapePath(string value) => new PathString("/" + value).ToUriComponent()[1..];

    private string Fill(IReadOnlyDictionary<string, string> captured, Func<string, string, string> write)
    {
        var filled = "";
        foreach (var (text, isName) in _parts)
            filled += isName ? write(captured.GetValueOrDefault(text, ""), filled) : text;
        return filled;
    }

    private void Add(string literal)
    {
        if (literal.Length > 0)
            _parts.Add((literal, false));
    }

    private static string? NameAt(string text, int at, out int end)
    {
        end = at + 1;
        if (text[at] == '$' && end < text.Length && text[end] is >= '1' and <= '9')
            return $"{text[end++] - '1'}";
        if (text[at] != ':' || end == text.Length || !(char.IsAsciiLetter(text[end]) || text[end] == '_'))
            return null;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;
        var name = text[(at + 1)..end];
        if (end < text.Length && text[end] is ('*' or '+'))
            end++;
        return name;
    }
}
