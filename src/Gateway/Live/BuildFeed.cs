using MiniVercel.Builds;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Gateway.Live;

/// <summary>
/// One watched build: a subscription to its grain says when there is something new, a look every second covers what
/// was not said, and each new line is read once for all viewers.
/// </summary>
internal sealed class BuildFeed : IBuildObserver, IDisposable
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    private readonly TeamId _team;
    private readonly IGrainFactory _grains;
    private readonly BuildLogStore _logs;
    private readonly BuildQueries _builds;
    private readonly TimeProvider _clock;
    private readonly List<FeedViewer> _viewers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _news = new(0, 1);

    public BuildFeed(TeamId team, BuildId build, IGrainFactory grains, BuildLogStore logs, BuildQueries builds, TimeProvider clock)
    {
        _team = team;
        Build = build;
        _grains = grains;
        _logs = logs;
        _builds = builds;
        _clock = clock;
        _ = Task.Run(() => Read(_stop.Token));
    }

    public BuildId Build { get; }

    public BuildView? Latest { get; private set; }

    public FeedViewer Join(Action<BuildFeed, FeedViewer> onLeave)
    {
        lock (_viewers)
        {
            var viewer = new FeedViewer(this, onLeave);
            _viewers.Add(viewer);
            return viewer;
        }
    }

    /// <summary>Whether that was the last one.</summary>
    public bool Remove(FeedViewer viewer)
    {
        lock (_viewers)
        {
            _viewers.Remove(viewer);
            return _viewers.Count == 0;
        }
    }

    public void LinesWritten(BuildId build, long lastSeq) => Look();

    public void StatusChanged(BuildId build, BuildStatus status) => Look();

    public void Dispose() => _stop.Cancel();

    private void Look()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    private async Task Read(CancellationToken cancellationToken)
    {
        var grain = _grains.GetGrain<IBuildGrain>(Build.Value);
        var self = _grains.CreateObjectReference<IBuildObserver>(this);
        try
        {
            long? position = null;
            long? renewed = null;
            while (true)
            {
                try
                {
                    if (renewed is null || _clock.GetElapsedTime(renewed.Value) > RenewEvery)
                    {
                        await grain.Subscribe(self);
                        renewed = _clock.GetTimestamp();
                    }

                    position = await ReadOn(position ?? await TakePlace(cancellationToken), cancellationToken);
                    if (Latest is { HasEnded: true })
                        Offer(new FeedBatch.Ended());
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    // The database or the grain is away for the moment; the next look makes up for it.
                }

                await _news.WaitAsync(LookAnyway, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            await grain.Unsubscribe(self).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _grains.DeleteObjectReference<IBuildObserver>(self);
        }
    }

    /// <summary>
    /// A feed begins where the log ends. Who joined before that may have read storage earlier still: what was written
    /// in between is in neither, so they are told to look again.
    /// </summary>
    private async Task<long> TakePlace(CancellationToken cancellationToken)
    {
        var position = await _logs.LastSeq(Build, cancellationToken);
        Offer(new FeedBatch.Missed());
        return position;
    }

    private async Task<long> ReadOn(long position, CancellationToken cancellationToken)
    {
        // Deleted or not: deleting ends a build, and who watches it is to hear how.
        Latest = await _builds.FindEvenDeleted(_team, Build.Value, cancellationToken);
        while (await _logs.Read(Build, position, PageSize, cancellationToken) is { Count: > 0 } lines)
        {
            Offer(new FeedBatch.Lines(lines));
            position = lines[^1].Seq;
        }

        return position;
    }

    private void Offer(FeedBatch batch)
    {
        lock (_viewers)
        {
            foreach (var viewer in _viewers)
                viewer.Offer(batch);
        }
    }
}
