namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>The time that all commands of a box have together, from when it was opened.</summary>
internal sealed class BoxTime(TimeSpan limit, TimeProvider clock)
{
    private readonly long _opened = clock.GetTimestamp();

    public async Task<BoxEnding> Over(CancellationToken cancellationToken)
    {
        if (limit == Timeout.InfiniteTimeSpan)
            await Task.Delay(limit, clock, cancellationToken);
        var left = limit - clock.GetElapsedTime(_opened);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, cancellationToken);
        return new BoxEnding.TimedOut(limit);
    }
}
