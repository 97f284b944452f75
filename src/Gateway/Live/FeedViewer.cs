using System.Threading.Channels;

namespace MiniVercel.Gateway.Live;

/// <summary>What a feed hands to each viewer.</summary>
internal abstract record FeedBatch
{
    private FeedBatch()
    {
    }

    public sealed record Lines(LineBatch Batch) : FeedBatch;

    public sealed record Quiet : FeedBatch;

    /// <summary>The viewer's place is lost; what it missed is in storage.</summary>
    /// <param name="TooSlow">Because it did not take what was handed to it, and not because the feed begins only now.</param>
    public sealed record Missed(bool TooSlow) : FeedBatch;

    public sealed record Ended : FeedBatch;
}

/// <summary>One who watches a log. Its queue is bounded: one that cannot keep up loses its place, never holds up others.</summary>
internal sealed class FeedViewer(LogFeed feed, Action<LogFeed, FeedViewer> onLeave) : IDisposable
{
    private const int WaitingBatches = 64;

    /// <summary>All viewers of a feed wait for the same batches, so this is kept once however many are slow.</summary>
    private const int WaitingCharacters = 4 * LineBatch.MostCharacters;

    private readonly Channel<FeedBatch> _queue = Channel.CreateBounded<FeedBatch>(WaitingBatches);
    private int _characters;
    private int _missed;

    public LogFeed Feed => feed;

    /// <summary>The feed's side: hands over without waiting.</summary>
    public void Offer(FeedBatch batch)
    {
        if (Interlocked.Add(ref _characters, CharactersOf(batch)) <= WaitingCharacters && _queue.Writer.TryWrite(batch))
            return;
        Interlocked.Add(ref _characters, -CharactersOf(batch));
        Volatile.Write(ref _missed, 1);
    }

    public async Task<FeedBatch> Next(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _missed, 0) == 1)
        {
            while (_queue.Reader.TryRead(out var late))
                Taken(late);
            return new FeedBatch.Missed(TooSlow: true);
        }

        if (_queue.Reader.TryRead(out var waiting))
            return Taken(waiting);

        // Called off, not left behind: a read that nobody waits for any more would still take the next batch.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(atMost);
        try
        {
            return Taken(await _queue.Reader.ReadAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new FeedBatch.Quiet();
        }
    }

    public void Dispose() => onLeave(feed, this);

    private FeedBatch Taken(FeedBatch batch)
    {
        Interlocked.Add(ref _characters, -CharactersOf(batch));
        return batch;
    }

    private static int CharactersOf(FeedBatch batch) => batch is FeedBatch.Lines lines ? lines.Batch.Characters : 0;
}
