using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Platform.Changes;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>
/// One client, with what it wants to know of. It is told at its own pace: what comes faster waits in bounded queues, and who lets them run over
/// goes on with what storage has.
/// </summary>
internal sealed class LiveConnection(
    HubConnectionContext client, Papers papers, Caller caller, LiveChanges changes, LogFeeds feeds, LiveLimits limits, CallBudget budget, ILogger logger)
{
    /// <summary>Each with the one who follows its log, where it is a build.</summary>
    private readonly Dictionary<Topic, BuildViewer?> _topics = [];
    private readonly Outbox _outbox = new();

    public Papers Papers => papers;

    public Caller Caller => caller;

    public CallBudget Budget => budget;

    /// <summary>Whether it is theirs, with what they may by now: who may see other teams than before begins anew.</summary>
    public bool IsOf(Caller? holder) => holder is not null && holder.User == caller.User && holder.TeamIds.Order().SequenceEqual(caller.TeamIds.Order());

    public void Start() => _ = Task.Run(Tell);

    /// <summary>Ends it from this side; who still may comes back.</summary>
    public void Abort() => client.Abort();

    /// <summary>Said again, a subscription begins anew.</summary>
    public async Task Subscribe(Topic topic, TeamId team, long after = 0)
    {
        await Unsubscribe(topic);
        var viewer = topic.Kind == TopicKind.Build ? new BuildViewer(feeds, team, new BuildId(topic.Id), after, client, logger) : null;
        lock (_topics)
        {
            if (_topics.Count >= limits.SubscriptionsOfConnection)
                throw new HubException($"A connection has at most {limits.SubscriptionsOfConnection} subscriptions; unsubscribe from something first.");
            _topics.Add(topic, viewer);
        }

        viewer?.Start();
        changes.Join(this, topic);
    }

    public async Task Unsubscribe(Topic topic)
    {
        BuildViewer? viewer;
        lock (_topics)
        {
            if (!_topics.Remove(topic, out viewer))
                return;
        }

        changes.Leave(this, topic);
        if (viewer is null)
            return;
        await viewer.Stop();
        if (viewer.Untold is { } end)
            _outbox.Offer([end]); // who watches its project wants to know nevertheless
    }

    public async Task End()
    {
        List<Topic> topics;
        lock (_topics)
            topics = [.. _topics.Keys];
        foreach (var topic in topics)
            await Unsubscribe(topic);
    }

    /// <summary>What is new, or how things stand. Never waits.</summary>
    public void Offer(IReadOnlyList<News> news) => _outbox.Offer(news);

    private async Task Tell()
    {
        try
        {
            while (true)
            {
                if (await _outbox.Next(client.ConnectionAborted) is { } news)
                    await Tell(news);
                else
                    BeginAnew();
            }
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private async Task Tell(News news)
    {
        if (!Wants(news.Change, out var viewer))
            return;
        await client.WriteAsync(news.Changed, client.ConnectionAborted);
        if (viewer is not null && news.Change.HasEnded)
            viewer.EndsAs(news); // told behind the last line, so that who hears it has heard everything
        else if (news.Status is { } status)
            await client.WriteAsync(status, client.ConnectionAborted);
        viewer?.Stands();
    }

    private bool Wants(Change change, out BuildViewer? viewer)
    {
        lock (_topics)
        {
            viewer = change.Kind == Change.Build ? _topics.GetValueOrDefault(new Topic(TopicKind.Build, change.Id)) : null;
            return caller.RightIn(new TeamId(change.TeamId)) != Right.None && Topic.Of(change).Any(_topics.ContainsKey);
        }
    }

    private void BeginAnew()
    {
        lock (_topics)
        {
            foreach (var topic in _topics.Keys)
                changes.Join(this, topic);
        }
    }
}
