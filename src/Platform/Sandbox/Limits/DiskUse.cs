using MiniVercel.Platform.DataFolders;

namespace MiniVercel.Platform.Sandbox.Limits;

/// <summary>
/// How much a box has written. Walking through its folders takes a while, so it is done only when the free space has gone down by
/// as much as was left to the box, or when nobody has looked for long: others may free what the box takes. Where a look finds
/// what the last one has found, the next one has time.
/// </summary>
internal sealed class DiskUse
{
    private const long LeastFree = 16 << 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(4);

    /// <summary>How much longer than a look the rest behind it is.</summary>
    private const int RestPerLook = 20;

    /// <summary>What a change of it is no change.</summary>
    private const long Little = 1 << 20;

    private readonly IReadOnlyList<string> _folders;
    private readonly long _limit;
    private readonly TimeProvider _clock;
    private readonly DriveInfo _volume;
    private long _left;
    private long _freeThen;
    private long _lookedAt;
    private TimeSpan _rest;
    private TimeSpan _next = Soon;

    private DiskUse(IReadOnlyList<string> folders, long limit, TimeProvider clock)
    {
        (_folders, _limit, _clock) = (folders, limit, clock);
        _volume = new DriveInfo(folders[0]);
    }

    /// <param name="folders">Where the box writes.</param>
    /// <param name="cache">Where it writes as well; what is there already is not counted against it.</param>
    /// <param name="limit">How much it may have.</param>
    /// <param name="clock">The time.</param>
    public static async Task<DiskUse> Begin(IReadOnlyList<string> folders, string? cache, long limit, TimeProvider clock)
    {
        var before = cache is null ? 0 : await FolderSize.Of([cache], CancellationToken.None);
        var disk = new DiskUse(cache is null ? folders : [.. folders, cache], limit + before, clock);
        await disk.Look(CancellationToken.None);
        return disk;
    }

    /// <summary>Whether it has more than it may; found out the cheap way as long as that will do.</summary>
    public async Task<bool> IsOver(CancellationToken cancellationToken)
    {
        var since = _clock.GetElapsedTime(_lookedAt);
        if (since > _next || (since > _rest && _freeThen - _volume.AvailableFreeSpace >= _left))
            await Look(cancellationToken);
        return _left < 0;
    }

    /// <summary>Whether a command that has just failed can have failed for want of room.</summary>
    public async Task<bool> IsFull(CancellationToken cancellationToken)
    {
        if (_volume.AvailableFreeSpace < LeastFree)
            return true;
        await Look(cancellationToken);
        return _left < _limit / 100; // A file is cut off at the limit, and then there is less than a block left.
    }

    private async Task Look(CancellationToken cancellationToken)
    {
        _freeThen = _volume.AvailableFreeSpace;
        var begun = _clock.GetTimestamp();
        var left = _limit - await FolderSize.Of(_folders, cancellationToken);
        _lookedAt = _clock.GetTimestamp();
        _rest = _clock.GetElapsedTime(begun, _lookedAt) * RestPerLook;
        _next = Math.Abs(left - _left) > Little ? Soon : TimeSpan.FromTicks(Math.Min(2 * _next.Ticks, Late.Ticks));
        _left = left;
    }
}
