using System.Diagnostics;
using MiniVercel.Testing.Http;

namespace MiniVercel.Testing.Load;

/// <summary>What became of one request. A run keeps all of them, so this stays small.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="StartedAt">Stopwatch ticks, taken before the first byte was sent: the server received it later.</param>
/// <param name="EndedAt">Stopwatch ticks, taken after the last byte, or when it failed.</param>
/// <param name="AnsweredBy">The value of the plan's answerer header; null without an answer or without that header.</param>
/// <param name="Status">0 when no status line came.</param>
/// <param name="Failure">What went wrong; a failed request keeps the status and answerer it got to see.</param>
public readonly record struct Answer(
    RawRequest Request, long StartedAt, long EndedAt, string? AnsweredBy, short Status, FailureKind Failure)
{
    public bool HasFailed => Failure != FailureKind.None;

    public TimeSpan Latency => Stopwatch.GetElapsedTime(StartedAt, EndedAt);
}
