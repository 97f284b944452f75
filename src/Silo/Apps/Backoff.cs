namespace MiniVercel.Silo.Apps;

/// <summary>How long an app that ends by itself is left alone before it is started again: longer each time, until it has run for a while.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Who has run this long has started well, and what ended it is another matter.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    public static int CrashesAfter(int crashes, TimeSpan ran) => ran >= Settled ? 1 : crashes + 1;

    public static TimeSpan PauseAfter(int crashes) =>
        crashes > 6 ? Longest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << (crashes - 1)));
}
