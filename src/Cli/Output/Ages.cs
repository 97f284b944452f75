namespace MiniVercel.Cli;

/// <summary>Spans of time as people say them: one number, the unit that fits.</summary>
internal static class Ages
{
    public static string Since(DateTimeOffset then, DateTimeOffset now) => Of(now - then);

    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => "0s",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds}s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes}m",
        { TotalDays: < 1 } => $"{(int)span.TotalHours}h",
        _ => $"{(int)span.TotalDays}d",
    };
}
