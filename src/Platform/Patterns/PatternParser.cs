namespace MiniVercel.Platform.Patterns;

/// <summary>
/// Reads the common part of regular expressions: characters, sets, <c>.</c>, alternatives, repetitions, groups with or without a name, and
/// "not followed by" where it can be asked at one place only.
/// </summary>
internal sealed class PatternParser
{
    private const int MostRepeats = 100;
    private const int DeepestGroup = 20;

    private readonly string _text;
    private readonly List<string> _names = [];
    private int _at;
    private int _depth;

    /// <summary>Whether everything before is fixed text, so that there is one place where this can begin.</summary>
    private bool _isAtFixedPlace = true;

    private PatternParser(string text) => _text = text;

    public static (PatternNode Root, IReadOnlyList<string> Names) Parse(string text)
    {
        var parser = new PatternParser(text);
        var root = parser.Choice();
        return parser._at == text.Length ? (root, parser._names) : throw new PatternException("it has a ')' without a '('.");
    }

    private bool IsAtEnd => _at == _text.Length;

    private PatternNode Choice()
    {
        if (++_depth > DeepestGroup)
            throw new PatternException($"its groups are nested more than {DeepestGroup} deep.");
        var ways = new List<PatternNode> { Sequence() };
        while (Take('|'))
        {
            _isAtFixedPlace = false;
            ways.Add(Sequence());
        }

        _depth--;
        return ways.Count == 1 ? ways[0] : new PatternNode.Choice(ways);
    }

    private PatternNode.Sequence Sequence()
    {
        var parts = new List<PatternNode>();
        while (!IsAtEnd && _text[_at] is not ('|' or ')'))
        {
            var part = Atom();
            parts.Add(Repeated(part));
        }

        return new PatternNode.Sequence(parts);
    }

    private PatternNode Atom()
    {
        var c = _text[_at++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                _isAtFixedPlace = false;
                return new PatternNode.Character(Set());
            case '.':
                _isAtFixedPlace = false;
                return new PatternNode.Character(CharSet.Any);
            case '\\':
                var set = Escaped();
                _isAtFixedPlace &= set is { IsAllBut: false, Ranges: [var only] } && only.From == only.To;
                return new PatternNode.Character(set);
            case '*' or '+' or '?' or '{' or '}' or ']' or '^' or '$':
                throw new PatternException($"'{c}' has a meaning of its own and nothing to apply it to; write '\\{c}' for the character.");
            default:
                return new PatternNode.Character(CharSet.Of(c));
        }
    }

    private PatternNode Group()
    {
        if (TakeText("?!"))
        {
            if (!_isAtFixedPlace)
                throw new PatternException("'(?!' is understood only where the text before it is fixed.");
            var ahead = new PatternNode.NotAhead(Closed(Choice()));
            _isAtFixedPlace = false;
            return ahead;
        }

        if (TakeText("?:"))
            return Closed(Choice());
        if (!TakeText("?<"))
            return _text[_at..].StartsWith('?') ? throw new PatternException($"'(?{_text[(_at + 1)..].FirstOrDefault()}' is not understood.") : Closed(Choice());

        var end = _text.IndexOf('>', _at);
        var name = end < 0 ? "" : _text[_at..end];
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new PatternException("'(?<' needs a name of letters and digits, and a '>'.");
        if (_names.Contains(name))
            throw new PatternException($"it uses the name '{name}' twice.");
        _names.Add(name);
        var index = _names.Count - 1;
        _at = end + 1;
        return new PatternNode.Capture(index, Closed(Choice()));
    }

    private PatternNode Closed(PatternNode inner) => Take(')') ? inner : throw new PatternException("it has a '(' without a ')'.");

    private PatternNode Repeated(PatternNode what)
    {
        if (IsAtEnd || _text[_at] is not ('*' or '+' or '?' or '{'))
            return what;
        _isAtFixedPlace = false;
        var (least, most) = _text[_at++] switch
        {
            '*' => (0, (int?)null),
            '+' => (1, null),
            '?' => (0, 1),
            _ => Counts(),
        };
        if (least > MostRepeats || most > MostRepeats || most < least)
            throw new PatternException($"a repetition has at most {MostRepeats}, and its least is not more than its most.");
        if (most != 1 && AsksAhead(what))
            throw new PatternException("'(?!' cannot be repeated.");
        var isLazy = Take('?');
        return !IsAtEnd && _text[_at] is ('*' or '+' or '?' or '{')
            ? throw new PatternException("a repetition is repeated.")
            : new PatternNode.Repeat(what, least, most, isLazy);
    }

    private static bool AsksAhead(PatternNode node) => node switch
    {
        PatternNode.NotAhead => true,
        PatternNode.Sequence(var parts) => parts.Any(AsksAhead),
        PatternNode.Choice(var ways) => ways.Any(AsksAhead),
        PatternNode.Repeat repeat => AsksAhead(repeat.What),
        PatternNode.Capture(_, var what) => AsksAhead(what),
        _ => false,
    };

    private (int Least, int? Most) Counts()
    {
        var end = _text.IndexOf('}', _at);
        var counts = end < 0 ? [] : _text[_at..end].Split(',');
        _at = end + 1;
        return counts switch
        {
            [var exact] when int.TryParse(exact, out var n) && n >= 0 => (n, n),
            [var least, ""] when int.TryParse(least, out var n) && n >= 0 => (n, null),
            [var least, var most] when int.TryParse(least, out var n) && int.TryParse(most, out var m) && n >= 0 => (n, m),
            _ => throw new PatternException("a repetition is written '{3}', '{3,}' or '{3,5}'."),
        };
    }

    private CharSet Set()
    {
        var isAllBut = Take('^');
        var ranges = new List<(char, char)>();
        while (!Take(']'))
        {
            if (IsAtEnd)
                throw new PatternException("it has a '[' without a ']'.");
            var one = Member();
            if (one is not { Ranges: [var single], IsAllBut: false } || single.From != single.To || !IsRange())
            {
                ranges.AddRange(one.IsAllBut ? throw new PatternException("a set cannot have the opposite of one in it.") : one.Ranges);
                continue;
            }

            _at++;
            var last = Member();
            if (last is not { Ranges: [var end], IsAllBut: false } || end.From != end.To || end.From < single.From)
                throw new PatternException("a range in a set goes from a character to a later one.");
            ranges.Add((single.From, end.From));
        }

        return new CharSet(ranges, isAllBut);
    }

    private bool IsRange() => _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']';

    private CharSet Member() => _text[_at++] is var c and not '\\' ? CharSet.Of(c) : Escaped();

    private CharSet Escaped()
    {
        if (IsAtEnd)
            throw new PatternException("it ends in a '\\' with nothing behind it.");
        var c = _text[_at++];
        return c switch
        {
            'd' => CharSet.Digits,
            'D' => CharSet.Digits.Inverted,
            'w' => CharSet.Words,
            'W' => CharSet.Words.Inverted,
            's' => CharSet.Spaces,
            'S' => CharSet.Spaces.Inverted,
            _ when char.IsAsciiLetterOrDigit(c) => throw new PatternException($"'\\{c}' is not understood."),
            _ => CharSet.Of(c),
        };
    }

    private bool Take(char c)
    {
        if (IsAtEnd || _text[_at] != c)
            return false;
        _at++;
        return true;
    }

    private bool TakeText(string text)
    {
        if (!_text.AsSpan(_at).StartsWith(text))
            return false;
        _at += text.Length;
        return true;
    }
}
