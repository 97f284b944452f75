using System.Threading.Channels;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Gateway.Live;

/// <summary>What a feed hands to each viewer.</summary>
internal abstract record FeedBatch
{
    private FeedBatch()
    {
    }

    public sealed record Lines(IReadOnlyList<LogLine> Items) : FeedBatch;

    public sealed record Quiet : FeedBatch;

    /// <summary>The viewer was too slow for the feed; what it missed is in storage.</summary>
    public sealed record Missed : FeedBatch;

    public sealed record Ended : FeedBatch;
}

/// <summary>One who watches a build. Its queue is bounded: one that cannot keep up loses its place, never holds up others.</summary>
internal sealed class FeedViewer(BuildFeed feed, Action<BuildFeed, FeedViewer> onLeave) : IDisposable
{
    private const int WaitingBatches = 64;

    private readonly Channel<FeedBatch> _queue = Channel.CreateBounded<FeedBatch>(WaitingBatches);
    private int _missed;

    /// <summary>The build as the feed last saw it.</summary>
    public BuildView? Latest() => feed.Latest;

    /// <summary>The feed's side: hands over without waiting.</summary>
    public void Offer(FeedBatch batch)
    {
        if (!_queue.Writer.TryWrite(batch))
            Volatile.Write(ref _missed, 1);
    }

    public async Task<FeedBatch> Next(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _missed, 0) == 1)
        {
            while (_queue.Reader.TryRead(out _))
            {
            }

            return new FeedBatch.Missed();
        }

        // Called off, not left behind: a read that nobody waits for any more would still take the next batch.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(atMost);
        try
        {
            return await _queue.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FeedBatch.Quiet();
        }
    }

    public void Dispose() => onLeave(feed, this);
}
