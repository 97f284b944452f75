using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.Changes;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>
/// Looks for what has changed, five times a second for all connections of this gateway at once. Who has just come is told how things stand at
/// the very moment from which on he is told what changes. While nobody watches it does not look.
/// </summary>
internal sealed partial class LiveChanges(ChangeStore store, TimeProvider clock, ILogger<LiveChanges> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Topic, HashSet<LiveConnection>> _viewers = [];
    private readonly Channel<bool> _somebodyCame = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private HashSet<(Topic Topic, LiveConnection Viewer)> _newcomers = [];
    private string? _moment;
    private long _looked;

    public void Join(LiveConnection viewer, Topic topic)
    {
        lock (_viewers)
        {
            if (!_viewers.TryGetValue(topic, out var others))
                _viewers[topic] = others = [];
            others.Add(viewer);
            _newcomers.Add((topic, viewer));
        }

        _somebodyCame.Writer.TryWrite(true);
    }

    public void Leave(LiveConnection viewer, Topic topic)
    {
        lock (_viewers)
        {
            _newcomers.Remove((topic, viewer));
            if (_viewers.TryGetValue(topic, out var viewers) && viewers.Remove(viewer) && viewers.Count == 0)
                _viewers.Remove(topic);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (IsWatched)
                {
                    await Look(stoppingToken);
                    await SomebodyCameOr(LookEvery, stoppingToken);
                }
                else
                {
                    _moment = null;
                    await SomebodyCameOr(Timeout.InfiniteTimeSpan, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogBlind(e.Message); // those who wait wait a little longer
                await Task.Delay(AgainAfter, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool IsWatched
    {
        get
        {
            lock (_viewers)
                return _viewers.Count > 0;
        }
    }

    private async Task SomebodyCameOr(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(atMost);
        try
        {
            await _somebodyCame.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task Look(CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(_looked) > ChangeStore.KeptFor / 2)
            _moment = null; // some that came since may be swept by now
        var newcomers = TakeNewcomers();
        Look look;
        try
        {
            look = await store.Look(_moment, SightsOf(newcomers), cancellationToken);
        }
        catch
        {
            BringBack(newcomers);
            throw;
        }

        if (look.Changes is null)
        {
            // Not one by one any more: all are told how things stand.
            _moment = null;
            _somebodyCame.Writer.TryWrite(true);
            return;
        }

        (_moment, _looked) = (look.Moment, clock.GetTimestamp());
        foreach (var news in look.Changes.Select(change => new News(change)))
        {
            foreach (var viewer in ViewersOf(news.Change, newcomers))
                viewer.Offer([news]);
        }

        var standing = look.Standing.Select(change => new News(change)).ToList();
        foreach (var sight in newcomers.GroupBy(n => n.Topic))
        {
            List<News> seen = [.. standing.Where(news => sight.Key.Covers(news.Change))];
            foreach (var (_, viewer) in sight)
                viewer.Offer(seen);
        }
    }

    /// <summary>Who has come since the last look; where that is of no use any more, everybody.</summary>
    private HashSet<(Topic Topic, LiveConnection Viewer)> TakeNewcomers()
    {
        lock (_viewers)
        {
            var taken = _moment is null ? [.. _viewers.SelectMany(v => v.Value.Select(viewer => (v.Key, viewer)))] : _newcomers;
            _newcomers = [];
            return taken;
        }
    }

    private void BringBack(HashSet<(Topic Topic, LiveConnection Viewer)> newcomers)
    {
        lock (_viewers)
            _newcomers.UnionWith(newcomers.Where(n => _viewers.TryGetValue(n.Topic, out var viewers) && viewers.Contains(n.Viewer)));
    }

    private HashSet<LiveConnection> ViewersOf(Change change, HashSet<(Topic, LiveConnection)> newcomers)
    {
        lock (_viewers)
        {
            return [.. Topic.Of(change).SelectMany(
                topic => _viewers.TryGetValue(topic, out var viewers) ? viewers.Where(viewer => !newcomers.Contains((topic, viewer))) : [])];
        }
    }

    private static Sights SightsOf(HashSet<(Topic Topic, LiveConnection Viewer)> newcomers)
    {
        string[] Ids(TopicKind kind) => [.. newcomers.Where(n => n.Topic.Kind == kind).Select(n => n.Topic.Id).Distinct()];
        return newcomers.Count == 0 ? Sights.None : new Sights(Ids(TopicKind.Build), Ids(TopicKind.Project), Ids(TopicKind.Team));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "What has changed could not be looked for: {Error}")]
    private partial void LogBlind(string error);
}
