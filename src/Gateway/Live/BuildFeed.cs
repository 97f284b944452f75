using MiniVercel.Builds;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Live;

/// <summary>The log of a build: a subscription to its grain says when there is something new.</summary>
internal sealed class BuildFeed(TeamId team, BuildId build, IGrainFactory grains, BuildLogStore logs, BuildQueries builds, TimeProvider clock)
    : LogFeed(LookAnyway), IBuildObserver
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    /// <summary>What is read at once: each viewer that reads on from storage holds as much while it is told.</summary>
    private const int MostCharacters = 4 * LineBatch.MostCharacters;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    private readonly IBuildGrain _grain = grains.GetGrain<IBuildGrain>(build.Value);
    private IBuildObserver? _self;
    private long? _renewed;

    public override Task<IReadOnlyList<LogLine>> Stored(long after, int limit, CancellationToken cancellationToken) =>
        logs.ReadWithin(build, after, limit, MostCharacters, cancellationToken);

    public void LinesWritten(BuildId build, long lastSeq) => LookNow();

    public void StatusChanged(BuildId build, BuildStatus status) => LookNow();

    protected override Task<long> LastSeq(CancellationToken cancellationToken) => logs.LastSeq(build, cancellationToken);

    protected override async Task Prepare(CancellationToken cancellationToken)
    {
        if (_renewed is null || clock.GetElapsedTime(_renewed.Value) > RenewEvery)
        {
            await _grain.Subscribe(_self ??= grains.CreateObjectReference<IBuildObserver>(this));
            _renewed = clock.GetTimestamp();
        }

        // Deleted or not: deleting ends a build, and who watches it is to hear how.
        if (await builds.FindEvenDeleted(team, build.Value, cancellationToken) is { HasEnded: true } ended)
            Ended = ended;
    }

    protected override async Task Leave()
    {
        if (_self is null)
            return;
        await _grain.Unsubscribe(_self).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        grains.DeleteObjectReference<IBuildObserver>(_self);
    }
}
