using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Accounts.Callers;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>All who are connected. Every few seconds each is asked for his papers again, the same ones once: who has lost his right is sent away.</summary>
internal sealed partial class LiveConnections(Identification identification, LiveLimits limits, TimeProvider clock, ILogger<LiveConnections> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<LiveConnection, Papers> _all = [];

    public void Add(LiveConnection connection) => _all[connection] = connection.Papers;

    public void Remove(LiveConnection connection) => _all.TryRemove(connection, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(limits.AskAgainEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var same in _all.Keys.GroupBy(c => c.Papers))
                await AskAgain(same.Key, same, stoppingToken);
        }
    }

    private async Task AskAgain(Papers papers, IEnumerable<LiveConnection> connections, CancellationToken cancellationToken)
    {
        try
        {
            var holder = await papers.Holder(identification, cancellationToken);
            foreach (var connection in connections.Where(c => !c.IsOf(holder)))
                connection.Abort();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnknown(e.Message); // without the database nothing is told to anybody either
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Whether somebody may still watch cannot be asked at the moment: {Error}")]
    private partial void LogUnknown(string error);
}
