using System.ComponentModel.DataAnnotations;

namespace MiniVercel.Platform.Logs;

/// <summary>One line of a log.</summary>
/// <param name="Seq">Its place: the lines of one log are numbered on.</param>
/// <param name="At">When it was said.</param>
/// <param name="Stream">What it came out of: `stdout` or `stderr`; `system` is the platform's own.</param>
/// <param name="Step">The step of the build that said it; apps have none.</param>
/// <param name="Text">What it says.</param>
public sealed record LogLine(
    long Seq, DateTimeOffset At, [property: AllowedValues("stdout", "stderr", "system")] string Stream, string? Step, string Text);
