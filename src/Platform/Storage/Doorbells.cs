using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Ports;
using MiniVercel.Routing;
using Npgsql;

namespace MiniVercel.Platform.Storage;

/// <summary>
/// Rings from silo to silo through PostgreSQL's NOTIFY. A ring may get lost with a connection, so whoever waits for one
/// also looks by itself from time to time; a ring only makes it look sooner.
/// </summary>
public sealed partial class Doorbells(Database database, ILogger<Doorbells> logger) : BackgroundService, IDoorbell
{
    public const string Channel = "minivercel";

    private readonly ConcurrentDictionary<Doorbell, TaskCompletionSource> _waiting = new();

    /// <summary>The statement that rings when the transaction it is part of commits.</summary>
    public static string RingSql(Doorbell bell) => $"select pg_notify('{Channel}', '{bell}')";

    public async Task Ring(Doorbell bell)
    {
        try
        {
            await using var command = database.Source.CreateCommand(RingSql(bell));
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException e)
        {
            LogLost(bell, e.Message); // those who wait will look by themselves
        }
    }

    /// <summary>Rings for those who wait in this process.</summary>
    public void RingHere(Doorbell bell)
    {
        if (_waiting.TryRemove(bell, out var waiting))
            waiting.TrySetResult();
    }

    /// <summary>Completes at the next ring. Take it before looking, so that a ring while looking is not missed.</summary>
    public Task NextRing(Doorbell bell) => Waiting(bell).Task;

    /// <summary>Waits for a ring taken before, but no longer than it takes until one should look anyway.</summary>
    public static async Task RingOr(Task nextRing, TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await nextRing.WaitAsync(atMost, cancellationToken);
        }
        catch (TimeoutException)
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Listen(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                LogReconnecting(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
        }
    }

    private async Task Listen(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, e) =>
        {
            if (Enum.TryParse<Doorbell>(e.Payload, out var bell))
                RingHere(bell);
        };
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);

        // Whatever rang while nobody listened.
        foreach (var bell in Enum.GetValues<Doorbell>())
            RingHere(bell);

        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    private TaskCompletionSource Waiting(Doorbell bell) =>
        _waiting.GetOrAdd(bell, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    [LoggerMessage(Level = LogLevel.Debug, Message = "The ring {Bell} was lost: {Error}")]
    private partial void LogLost(Doorbell bell, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening again after: {Error}")]
    private partial void LogReconnecting(string error);
}
