using System.Text;

namespace MiniVercel.Cli.Variables;

/// <summary>
/// A block of `KEY=value` lines as people keep it in `.env`: with comments, `export`, and quotes, in which a value may go over several lines.
/// Nothing is expanded: what another tool would put in for `$NAME` is not ours to guess.
/// </summary>
internal sealed class EnvBlock
{
    private readonly string _text;
    private int _at;
    private int _line = 1;

    private EnvBlock(string text) => _text = text;

    /// <summary>The variables in the order they stand there; of a key that stands there twice, the last.</summary>
    /// <exception cref="UsageException">A line is no variable.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(string text)
    {
        var block = new EnvBlock(text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal));
        var variables = new List<KeyValuePair<string, string>>();
        while (block.Next() is { } variable)
        {
            variables.RemoveAll(v => v.Key == variable.Key);
            variables.Add(variable);
        }

        return variables;
    }

    /// <summary>The block that <see cref="Parse"/> reads the same variables from.</summary>
    public static string Format(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var block = new StringBuilder();
        foreach (var (key, value) in variables)
            block.Append(key).Append('=').Append(Quoted(value)).Append('\n');
        return block.ToString();
    }

    private static string Quoted(string value)
    {
        if (value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || "_-./:@%+,=".Contains(c)))
            return value;
        // Single quotes keep everything as it is, so most tools read it alike.
        if (!value.Contains('\'') && !value.Contains('\r'))
            return $"'{value}'";
        var escaped = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\r", @"\r", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }

    private KeyValuePair<string, string>? Next()
    {
        for (; ; )
        {
            SkipWhile(c => char.IsWhiteSpace(c));
            if (_at == _text.Length)
                return null;
            if (_text[_at] != '#')
                return Variable();
            SkipWhile(c => c != '\n');
        }
    }

    private KeyValuePair<string, string> Variable()
    {
        var key = Key();
        if (key == "export" && Peek() is ' ' or '\t')
        {
            SkipWhile(c => c is ' ' or '\t');
            key = Key();
        }

        SkipWhile(c => c is ' ' or '\t');
        if (key.Length == 0 || char.IsAsciiDigit(key[0]) || Peek() != '=')
            throw Wrong("it is not KEY=value");
        _at++;
        SkipWhile(c => c is ' ' or '\t');
        return KeyValuePair.Create(key, Value());
    }

    private string Key()
    {
        var start = _at;
        SkipWhile(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return _text[start.._at];
    }

    private string Value() => Peek() switch
    {
        '\'' => Between('\'', escapes: false),
        '"' => Between('"', escapes: true),
        '`' => Between('`', escapes: false),
        _ => Bare(),
    };

    /// <summary>To the end of the line, or to a comment: `#` behind a space.</summary>
    private string Bare()
    {
        var start = _at;
        SkipWhile(c => c != '\n' && !(c == '#' && (_at == start || _text[_at - 1] is ' ' or '\t')));
        var value = _text[start.._at].Trim();
        SkipWhile(c => c != '\n');
        return value;
    }

    private string Between(char quote, bool escapes)
    {
        var (opened, value) = (_line, new StringBuilder());
        for (_at++; _at < _text.Length && _text[_at] != quote; Step())
        {
            if (escapes && _text[_at] == '\\' && _at + 1 < _text.Length)
                value.Append(Escaped(_text[++_at]));
            else
                value.Append(_text[_at]);
        }

        if (_at == _text.Length)
        {
            _line = opened;
            throw Wrong($"the quote {quote} is not closed");
        }

        _at++;
        SkipWhile(c => c is ' ' or '\t');
        if (Peek() is not (null or '\n' or '#'))
            throw Wrong($"there is something behind the closing {quote}");
        SkipWhile(c => c != '\n');
        return value.ToString();
    }

    private static string Escaped(char c) => c switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '\\' or '"' or '$' => c.ToString(),
        _ => $@"\{c}",
    };

    private char? Peek() => _at < _text.Length ? _text[_at] : null;

    private void SkipWhile(Func<char, bool> isSkipped)
    {
        while (_at < _text.Length && isSkipped(_text[_at]))
            Step();
    }

    private void Step()
    {
        if (_text[_at] == '\n')
            _line++;
        _at++;
    }

    /// <summary>Says where, and not what stands there: it may be a secret.</summary>
    private UsageException Wrong(string why) => new($"Line {_line} of the variables cannot be read: {why}.");
}
