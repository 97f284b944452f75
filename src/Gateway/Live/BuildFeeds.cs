using System.Runtime.CompilerServices;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Gateway.Live;

/// <summary>What somebody who follows a build is told.</summary>
public abstract record FeedEvent
{
    private FeedEvent()
    {
    }

    public sealed record Line(LogLine Value, bool MoreFollow) : FeedEvent;

    /// <summary>Nothing new; said from time to time, so that a dead connection is noticed.</summary>
    public sealed record Quiet : FeedEvent;

    /// <summary>The build has ended and every line was told.</summary>
    public sealed record Ended(BuildView Build) : FeedEvent;
}

/// <summary>
/// The builds that are being watched. This gateway subscribes to a build once and reads each new line once, however
/// many watch; a viewer that has missed something reads it from storage and goes on.
/// </summary>
public sealed class BuildFeeds(IGrainFactory grains, BuildLogStore logs, BuildQueries builds, TimeProvider clock)
{
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(15);
    private const int CatchUpPage = 1_000;

    private readonly Dictionary<BuildId, BuildFeed> _feeds = [];

    /// <summary>Every line after the given one, without gap or repetition, until the build has ended.</summary>
    public async IAsyncEnumerable<FeedEvent> Follow(
        TeamId team, BuildId build, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var viewer = Join(team, build);
        while (true)
        {
            // The status is read before the lines: no line is written after an ending, so then these lines are all.
            var known = viewer.Latest();
            while (await logs.Read(build, after, CatchUpPage, cancellationToken) is { Count: > 0 } lines)
            {
                foreach (var line in lines)
                    yield return new FeedEvent.Line(line, MoreFollow: line.Seq != lines[^1].Seq);
                after = lines[^1].Seq;
            }

            if (known is { HasEnded: true })
            {
                yield return new FeedEvent.Ended(known);
                yield break;
            }

            // In step with storage: from here on what the feed hands over is enough, until it hands over a gap.
            var inStep = true;
            while (inStep)
            {
                switch (await viewer.Next(QuietFor, cancellationToken))
                {
                    case FeedBatch.Lines batch:
                        if (batch.Items[0].Seq > after + 1)
                        {
                            inStep = false;
                            break;
                        }

                        foreach (var line in batch.Items.Where(l => l.Seq > after))
                        {
                            yield return new FeedEvent.Line(line, MoreFollow: line.Seq != batch.Items[^1].Seq);
                            after = line.Seq;
                        }

                        break;
                    case FeedBatch.Missed or FeedBatch.Ended:
                        inStep = false;
                        break;
                    default:
                        yield return new FeedEvent.Quiet();
                        break;
                }
            }
        }
    }

    private FeedViewer Join(TeamId team, BuildId build)
    {
        lock (_feeds)
        {
            if (!_feeds.TryGetValue(build, out var feed))
                _feeds[build] = feed = new BuildFeed(team, build, grains, logs, builds, clock);
            return feed.Join(onLeave: Leave);
        }
    }

    private void Leave(BuildFeed feed, FeedViewer viewer)
    {
        lock (_feeds)
        {
            if (feed.Remove(viewer) && _feeds.Remove(feed.Build))
                feed.Dispose();
        }
    }
}
