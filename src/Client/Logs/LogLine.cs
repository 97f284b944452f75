namespace MiniVercel.Client;

/// <param name="Seq">Numbers the lines of one log, rising.</param>
/// <param name="Stream">stdout, stderr or system.</param>
/// <param name="Step">The build step that wrote it; none in the log of a running app.</param>
public sealed record LogLine(long Seq, DateTimeOffset At, string? Stream, string? Step, string Text);

/// <summary>The word a build's log ends with.</summary>
public sealed record LogStatus(string? Status);

/// <summary>A part of a log; whether there is more shows in the next part being empty.</summary>
public sealed record LogPage(IReadOnlyList<LogLine> Items);
