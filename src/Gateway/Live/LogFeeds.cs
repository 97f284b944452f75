using System.Runtime.CompilerServices;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Builds;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Live;

/// <summary>What somebody who follows a log is told.</summary>
public abstract record FeedEvent
{
    private FeedEvent()
    {
    }

    public sealed record Lines(LineBatch Batch) : FeedEvent;

    /// <summary>Who listens was too slow for what came; these lines are told next, out of storage.</summary>
    public sealed record Gap(long From, long To) : FeedEvent;

    /// <summary>Nothing new; said from time to time, so that a dead connection is noticed.</summary>
    public sealed record Quiet : FeedEvent;

    /// <summary>The build has ended and every line was told.</summary>
    public sealed record Ended(BuildView Build) : FeedEvent;
}

/// <summary>
/// The logs that are being watched. This gateway reads each new line once, however many watch; a viewer that has missed something reads it
/// from storage and goes on.
/// </summary>
public sealed class LogFeeds(IGrainFactory grains, BuildLogStore buildLogs, BuildQueries builds, AppLogStore appLogs, TimeProvider clock)
{
    private static readonly TimeSpan QuietFor = TimeSpan.FromSeconds(15);
    private const int CatchUpPage = 1_000;

    private readonly Dictionary<Watched, LogFeed> _feeds = [];

    /// <summary>A preview's app goes by the name of its build, and is another log all the same.</summary>
    private enum Kind
    {
        Build,
        App,
    }

    /// <summary>Every line after the given one, without gap or repetition, until the build has ended.</summary>
    public IAsyncEnumerable<FeedEvent> FollowBuild(TeamId team, BuildId build, long after, CancellationToken cancellationToken) => Follow(
        new Watched(Kind.Build, build.Value), () => new BuildFeed(team, build, grains, buildLogs, builds, clock), after, cancellationToken);

    /// <summary>Every line after the given one, without gap or repetition, for as long as somebody listens.</summary>
    public IAsyncEnumerable<FeedEvent> FollowApp(string app, long after, CancellationToken cancellationToken) => Follow(
        new Watched(Kind.App, app), () => new AppFeed(app, appLogs), after, cancellationToken);

    private async IAsyncEnumerable<FeedEvent> Follow(
        Watched log, Func<LogFeed> open, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var viewer = Join(log, open);
        while (true)
        {
            // The ending is read before the lines: no line is written after one, so then these lines are all.
            var ended = viewer.Feed.Ended;
            while (await viewer.Feed.Stored(after, CatchUpPage, cancellationToken) is { Count: > 0 } lines)
            {
                foreach (var batch in LineBatch.Split(lines))
                    yield return new FeedEvent.Lines(batch);
                after = lines[^1].Seq;
            }

            if (ended is not null)
            {
                yield return new FeedEvent.Ended(ended);
                yield break;
            }

            // In step with storage: from here on what the feed hands over is enough, until it hands over a gap.
            var inStep = true;
            while (inStep)
            {
                switch (await viewer.Next(QuietFor, cancellationToken))
                {
                    case FeedBatch.Lines { Batch: var batch }:
                        if (batch.Lines[0].Seq > after + 1)
                        {
                            inStep = false;
                        }
                        else if (batch.After(after) is { } rest)
                        {
                            yield return new FeedEvent.Lines(rest);
                            after = rest.Lines[^1].Seq;
                        }

                        break;
                    case FeedBatch.Missed missed:
                        if (missed.TooSlow && viewer.Feed.Position is var newest && newest > after)
                            yield return new FeedEvent.Gap(after + 1, newest);
                        inStep = false;
                        break;
                    case FeedBatch.Ended:
                        inStep = false;
                        break;
                    default:
                        yield return new FeedEvent.Quiet();
                        break;
                }
            }
        }
    }

    private FeedViewer Join(Watched log, Func<LogFeed> open)
    {
        lock (_feeds)
        {
            if (!_feeds.TryGetValue(log, out var feed))
                _feeds[log] = feed = open();
            return feed.Join(onLeave: (left, viewer) => Leave(log, left, viewer));
        }
    }

    private void Leave(Watched log, LogFeed feed, FeedViewer viewer)
    {
        lock (_feeds)
        {
            if (feed.Remove(viewer) && _feeds.Remove(log))
                feed.Dispose();
        }
    }

    private sealed record Watched(Kind Kind, string Id);
}
