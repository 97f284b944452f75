namespace MiniVercel.Platform.Patterns;

/// <summary>
/// A regular expression of somebody's own, matched against a whole text in a time that everybody can count: every step is tried at most
/// once at every place. The framework's own engines do not serve for this: one takes for ever where it is made to, and the other, which
/// does not, takes 400 kB for each expression and 250 MB for some.
/// </summary>
public sealed class Pattern
{
    public const int MostSteps = 500;

    /// <summary>What is longer matches nothing.</summary>
    public const int LongestText = 1_024;

    private readonly PatternStep[] _steps;

    private Pattern(PatternStep[] steps, IReadOnlyList<string> names, string prefix) => (_steps, Names, Prefix) = (steps, names, prefix);

    /// <summary>What the groups are called that keep what they have matched.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Text that everything begins with that matches; most texts are told by it.</summary>
    public string Prefix { get; }

    /// <summary>Whether nothing but the prefix matches.</summary>
    public bool IsFixed => Steps == 0;

    /// <summary>The steps that are left when the prefix is there: what a text can cost at each of its places.</summary>
    public int Steps => _steps.Length - Prefix.Length - 1;

    /// <exception cref="PatternException">It is not understood, or too complicated.</exception>
    public static Pattern Of(string expression)
    {
        var (root, names) = PatternParser.Parse(expression);
        var steps = PatternProgram.Of(root, MostSteps);
        var prefix = steps.TakeWhile(s => s is { Op: PatternOp.Take, Set: { IsAllBut: false, Ranges: [var only] } } && only.From == only.To);
        return new Pattern(steps, names, string.Concat(prefix.Select(s => s.Set!.Ranges[0].From)));
    }

    /// <summary>A text as the pattern that matches just this text.</summary>
    public static string Escape(string text) =>
        string.Concat(text.Select(c => c < 0x80 && !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '_' or '-') ? $"\\{c}" : $"{c}"));

    public bool IsMatch(string text) => Match(text) is not null;

    /// <summary>What each named group has matched (empty where it took no part), or nothing where the text does not match.</summary>
    public string[]? Match(string text)
    {
        if (text.Length > LongestText || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        if (IsFixed)
            return text.Length == Prefix.Length ? [] : null;
        var places = new int[2 * Names.Count];
        Array.Fill(places, -1);
        if (!Run(0, text, 0, toTheEnd: true, places))
            return null;

        var captured = new string[Names.Count];
        for (var i = 0; i < captured.Length; i++)
            captured[i] = places[2 * i] >= 0 && places[(2 * i) + 1] >= places[2 * i] ? text[places[2 * i]..places[(2 * i) + 1]] : "";
        return captured;
    }

    /// <summary>Tries the ways in their order. A step that was tried at a place has led to nothing there, and would again.</summary>
    private bool Run(int step, string text, int place, bool toTheEnd, int[] places)
    {
        var tried = new System.Collections.BitArray(_steps.Length * (text.Length + 1));
        var left = new Stack<(int Step, int Place, int Number)>();
        left.Push((step, place, -1));
        while (left.TryPop(out var way))
        {
            if (way.Number >= 0)
            {
                places[way.Number] = way.Place;
                continue;
            }

            if (Follow(way.Step, way.Place))
                return true;
        }

        return false;

        bool Follow(int at, int here)
        {
            while (true)
            {
                var mark = (at * (text.Length + 1)) + here;
                if (tried[mark])
                    return false;
                tried[mark] = true;
                var next = _steps[at];
                switch (next.Op)
                {
                    case PatternOp.Take:
                        if (here == text.Length || !next.Set!.Contains(text[here]))
                            return false;
                        (at, here) = (at + 1, here + 1);
                        break;
                    case PatternOp.Split:
                        left.Push((next.Y, here, -1));
                        at = next.X;
                        break;
                    case PatternOp.Jump:
                        at = next.X;
                        break;
                    case PatternOp.Note:
                        left.Push((0, places[next.X], next.X));
                        places[next.X] = here;
                        at++;
                        break;
                    case PatternOp.NotAhead:
                        if (Run(at + 1, text, here, toTheEnd: false, [.. places]))
                            return false;
                        at = next.X;
                        break;
                    default:
                        return !toTheEnd || here == text.Length;
                }
            }
        }
    }
}
