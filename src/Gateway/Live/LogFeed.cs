using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Live;

/// <summary>
/// One watched log. It is looked into from time to time, sooner where somebody says that there is something new, and each new line is read
/// once for all viewers.
/// </summary>
internal abstract class LogFeed(TimeSpan lookEvery) : IDisposable
{
    private const int PageSize = 1_000;

    private readonly List<FeedViewer> _viewers = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private Task? _reading;
    private long _position;

    /// <summary>The last line that was handed over.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>The build, when its log is complete. What an app prints has no end.</summary>
    public BuildView? Ended { get; protected set; }

    /// <summary>The first one who joins sets it going.</summary>
    public FeedViewer Join(Action<LogFeed, FeedViewer> onLeave)
    {
        lock (_viewers)
        {
            var viewer = new FeedViewer(this, onLeave);
            _viewers.Add(viewer);
            _reading ??= Task.Run(() => Read(_stop.Token));
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

    public void Dispose() => _stop.Cancel();

    /// <summary>Lines that storage has.</summary>
    public abstract Task<IReadOnlyList<LogLine>> Stored(long after, int limit, CancellationToken cancellationToken);

    protected abstract Task<long> LastSeq(CancellationToken cancellationToken);

    /// <summary>What is to be known before lines are read: if the log has ended by then, those are all.</summary>
    protected virtual Task Prepare(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>When nobody watches any more.</summary>
    protected virtual Task Leave() => Task.CompletedTask;

    protected void LookNow()
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
        try
        {
            long? position = null;
            while (true)
            {
                try
                {
                    position ??= await TakePlace(cancellationToken);
                    await Prepare(cancellationToken);
                    position = await ReadOn(position.Value, cancellationToken);
                    if (Ended is not null)
                        Offer(new FeedBatch.Ended());
                }
                catch (Exception) when (!cancellationToken.IsCancellationRequested)
                {
                    // The database or the grain is away for the moment; the next look makes up for it.
                }

                await _news.WaitAsync(lookEvery, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            await Leave();
        }
    }

    /// <summary>
    /// A feed begins where the log ends. Who joined before that may have read storage earlier still: what was written
    /// in between is in neither, so they are told to look again.
    /// </summary>
    private async Task<long> TakePlace(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _position, await LastSeq(cancellationToken));
        Offer(new FeedBatch.Missed(TooSlow: false));
        return _position;
    }

    private async Task<long> ReadOn(long position, CancellationToken cancellationToken)
    {
        while (await Stored(position, PageSize, cancellationToken) is { Count: > 0 } lines)
        {
            foreach (var batch in LineBatch.Split(lines))
            {
                Volatile.Write(ref _position, position = batch.Lines[^1].Seq);
                Offer(new FeedBatch.Lines(batch));
            }
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
