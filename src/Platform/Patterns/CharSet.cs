namespace MiniVercel.Platform.Patterns;

/// <summary>Some characters: ranges of them, or all but those.</summary>
internal sealed record CharSet(IReadOnlyList<(char From, char To)> Ranges, bool IsAllBut = false)
{
    public static readonly CharSet Any = new([], IsAllBut: true);
    public static readonly CharSet Digits = new([('0', '9')]);
    public static readonly CharSet Words = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    public static readonly CharSet Spaces = new([('\t', '\r'), (' ', ' ')]);

    public static CharSet Of(char c) => new([(c, c)]);

    public CharSet Inverted => this with { IsAllBut = !IsAllBut };

    public bool Contains(char c)
    {
        foreach (var (from, to) in Ranges)
        {
            if (c >= from && c <= to)
                return !IsAllBut;
        }

        return IsAllBut;
    }
}
