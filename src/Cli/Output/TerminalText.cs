using System.Text.RegularExpressions;

namespace MiniVercel.Cli;

/// <summary>
/// Text that others wrote, made safe to print. A build may write what it likes; it may not retitle the reader's
/// window, fill the clipboard or hide lines. Only colours pass, and only where colours are shown.
/// </summary>
internal static partial class TerminalText
{
    private const string Reset = "\e[0m";

    public static string Plain(string text) => Controls.Replace(text, "");

    public static string Coloured(string text)
    {
        var kept = Controls.Replace(text, static found => IsColour(found.ValueSpan) ? found.Value : "");
        return kept.Contains('\e') ? kept + Reset : kept;
    }

    // ESC [ 1;31 m, and nothing else that happens to end in m.
    private static bool IsColour(ReadOnlySpan<char> sequence) =>
        sequence.StartsWith("\e[") && sequence[^1] == 'm' && !sequence[2..^1].ContainsAnyExceptInRange('0', ';');

    // A CSI sequence, a string sequence (OSC, DCS, APC, …) with its terminator, any other escape, a bare control character. A tab is welcome.
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0a-\x1f\x7f-\x9f]")]
    private static partial Regex Controls { get; }
}
