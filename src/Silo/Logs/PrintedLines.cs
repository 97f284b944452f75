using MiniVercel.Platform.Sandbox;

namespace MiniVercel.Silo.Logs;

/// <summary>
/// Makes lines without secrets of what a program prints to its two streams. It is masked before it is made into lines: what is cut off a
/// long line must not cut a value in two.
/// </summary>
public sealed class PrintedLines(SecretMask mask)
{
    private readonly (MaskedStream Masked, LineFolder Lines) _out = (mask.Stream(), new LineFolder());
    private readonly (MaskedStream Masked, LineFolder Lines) _errors = (mask.Stream(), new LineFolder());

    public IEnumerable<string> Take(BoxStream stream, ReadOnlyMemory<byte> piece)
    {
        var (masked, lines) = Of(stream);
        return lines.Take(masked.Take(piece));
    }

    /// <summary>What was kept back, when nothing follows; the last line may have no end.</summary>
    public IEnumerable<string> Rest(BoxStream stream)
    {
        var (masked, lines) = Of(stream);
        foreach (var line in lines.Take(masked.Rest()))
            yield return line;
        if (lines.Rest() is { } last)
            yield return last;
    }

    /// <summary>What logs call it.</summary>
    public static string Word(BoxStream stream) => stream == BoxStream.Out ? "stdout" : "stderr";

    private (MaskedStream Masked, LineFolder Lines) Of(BoxStream stream) => stream == BoxStream.Out ? _out : _errors;
}
