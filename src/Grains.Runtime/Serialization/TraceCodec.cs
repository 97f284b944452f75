using System.Diagnostics;
using System.Text;

namespace MiniVercel.Runtime;

/// <summary>The trace that a request belongs to, in a frame: W3C's `traceparent`, and behind a space `tracestate`; empty where there is none.</summary>
internal static class TraceCodec
{
    // A visitor may have sent it: what is longer than everybody has to pass on stays behind.
    private const int MaxState = 512;

    public static string Write(in ActivityContext trace)
    {
        if (trace.TraceId == default) return "";
        var parent = $"00-{trace.TraceId}-{trace.SpanId}-{(int)trace.TraceFlags:x2}";
        return trace.TraceState is { Length: > 0 and <= MaxState } state ? $"{parent} {state}" : parent;
    }

    public static ActivityContext Read(ReadOnlySpan<byte> trace)
    {
        if (trace.IsEmpty) return default;
        var text = Encoding.UTF8.GetString(trace);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (parent, state) = space < 0 ? (text, null) : (text[..space], text[(space + 1)..]);
        return ActivityContext.TryParse(parent, state, isRemote: true, out var read) ? read : default;
    }
}
