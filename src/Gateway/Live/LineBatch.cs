using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Live;

/// <summary>Lines that follow each other, few enough to be told at once. All who watch share it, and what it looks like when it is told.</summary>
public sealed class LineBatch
{
    /// <summary>One line may be longer by itself.</summary>
    public const int MostCharacters = 64 * 1_024;

    /// <summary>What a line takes beside its text.</summary>
    private const int PerLine = 100;

    private object? _told;

    private LineBatch(IReadOnlyList<LogLine> lines, int characters) => (Lines, Characters) = (lines, characters);

    /// <summary>At least one.</summary>
    public IReadOnlyList<LogLine> Lines { get; }

    public int Characters { get; }

    public static LineBatch Of(IReadOnlyList<LogLine> lines) => new(lines, lines.Sum(SizeOf));

    /// <summary>All of them, in their order.</summary>
    public static IEnumerable<LineBatch> Split(IReadOnlyList<LogLine> lines)
    {
        for (var first = 0; first < lines.Count;)
        {
            var (next, characters) = (first, 0);
            do
                characters += SizeOf(lines[next++]);
            while (next < lines.Count && characters + SizeOf(lines[next]) <= MostCharacters);
            yield return new LineBatch(lines is List<LogLine> list ? list.GetRange(first, next - first) : [.. lines.Take(first..next)], characters);
            first = next;
        }
    }

    /// <summary>Without the lines up to this one; nothing where none is left.</summary>
    public LineBatch? After(long seq)
    {
        if (Lines[0].Seq > seq)
            return this;
        var rest = Lines.Where(l => l.Seq > seq).ToList();
        return rest.Count == 0 ? null : Of(rest);
    }

    /// <summary>Made once, for all who are told it in the same words.</summary>
    public T Told<T>(Func<LineBatch, T> make)
        where T : class => (T)(_told ?? Interlocked.CompareExchange(ref _told, make(this), null) ?? _told);

    private static int SizeOf(LogLine line) => line.Text.Length + PerLine;
}
