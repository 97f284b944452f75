using System.Text;

namespace MiniVercel.Silo.Logs;

/// <summary>
/// Makes lines of pieces that are cut anywhere, in memory that has a bound: of a line that is longer, the beginning is kept and the rest
/// counted. What a program has written over with a carriage return is left out, as on a screen.
/// </summary>
public sealed class LineFolder
{
    public const int LongestLine = 8_000;

    private readonly byte[] _kept = new byte[LongestLine];
    private int _length;
    private long _cut;
    private bool _returned;

    public IEnumerable<string> Take(ReadOnlyMemory<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.Span.IndexOfAny((byte)'\n', (byte)'\r');
            if (end != 0)
                Add(end < 0 ? piece.Span : piece.Span[..end]);
            if (end < 0)
                yield break;
            if (piece.Span[end] == '\n')
                yield return Line();
            else
                _returned = true;
            piece = piece[(end + 1)..];
        }
    }

    /// <summary>What was printed last, without the end of its line.</summary>
    public string? Rest() => _length > 0 ? Line() : null;

    private void Add(ReadOnlySpan<byte> text)
    {
        if (_returned)
            Clear();
        var taken = Math.Min(text.Length, LongestLine - _length);
        text[..taken].CopyTo(_kept.AsSpan(_length));
        _length += taken;
        _cut += text.Length - taken;
    }

    private string Line()
    {
        var text = Encoding.UTF8.GetString(_kept, 0, _length);
        if (_cut > 0)
            text = $"{text.TrimEnd('\uFFFD')}… ({Quantity.Bytes(_cut)} more)"; // A letter may have been cut in two.
        Clear();
        return text;
    }

    private void Clear() => (_length, _cut, _returned) = (0, 0, false);
}
