namespace MiniVercel.Platform.Patterns;

/// <summary>A pattern as it was read.</summary>
internal abstract record PatternNode
{
    private PatternNode()
    {
    }

    public sealed record Character(CharSet Set) : PatternNode;

    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    public sealed record Choice(IReadOnlyList<PatternNode> Ways) : PatternNode;

    /// <param name="Most">Nothing for as often as it goes.</param>
    public sealed record Repeat(PatternNode What, int Least, int? Most, bool IsLazy) : PatternNode;

    public sealed record Capture(int Index, PatternNode What) : PatternNode;

    /// <summary>What must not come next.</summary>
    public sealed record NotAhead(PatternNode What) : PatternNode;
}
