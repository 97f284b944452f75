using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>One connection that watches one build: the lines as they come, and behind the last of them how the build has ended.</summary>
internal sealed partial class BuildViewer(LogFeeds feeds, TeamId team, BuildId build, long after, HubConnectionContext client, ILogger logger)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(client.ConnectionAborted);
    private readonly TaskCompletionSource _stands = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<News> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;
    private long _after = after;
    private bool _isTold;

    /// <summary>How it has ended, where that waits for lines that are still to be told.</summary>
    public News? Untold => _ended.Task.IsCompletedSuccessfully && !Volatile.Read(ref _isTold) ? _ended.Task.Result : null;

    public void Start() => _following = Task.Run(Follow);

    /// <summary>The client knows how the build is by now: its lines may follow.</summary>
    public void Stands() => _stands.TrySetResult();

    public void EndsAs(News news) => _ended.TrySetResult(news);

    /// <summary>When this returns, nothing more is told.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private async Task Follow()
    {
        try
        {
            await _stands.Task.WaitAsync(_stop.Token);
            while (!_isTold)
            {
                try
                {
                    await FollowOn(_stop.Token);
                }
                catch (Exception e) when (!_stop.IsCancellationRequested)
                {
                    LogInterrupted(build.Value, e.Message); // the database is away; the last line told says where to go on
                    await Task.Delay(AgainAfter, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }
    }

    private async Task FollowOn(CancellationToken cancellationToken)
    {
        await foreach (var happened in feeds.FollowBuild(team, build, _after, cancellationToken))
        {
            switch (happened)
            {
                case FeedEvent.Lines { Batch: var batch }:
                    await Write(batch.Told(b => LiveMessages.Log(build.Value, b)));
                    _after = batch.Lines[^1].Seq;
                    break;
                case FeedEvent.Gap gap:
                    await Write(LiveMessages.Gap(build.Value, gap.From, gap.To));
                    break;
                case FeedEvent.Ended:
                    var end = await _ended.Task.WaitAsync(cancellationToken);
                    await Write(end.Status!);
                    Volatile.Write(ref _isTold, true);
                    break;
            }
        }
    }

    private async ValueTask Write(SerializedHubMessage message)
    {
        _stop.Token.ThrowIfCancellationRequested();
        await client.WriteAsync(message, _stop.Token);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The log of {Build} will be read on in a while: {Error}")]
    private partial void LogInterrupted(string build, string error);
}
