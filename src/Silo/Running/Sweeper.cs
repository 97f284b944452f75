using Dapper;
using MiniVercel.Builds;
using MiniVercel.Platform.Storage;
using MiniVercel.Projects;

namespace MiniVercel.Silo.Running;

/// <summary>
/// Wakes the grains whose record asked for it. Every silo sweeps; a due row is claimed by moving its time, so one of
/// them calls, and when that call fails the row is due again.
/// </summary>
public sealed partial class Sweeper(Database database, IGrainFactory grains, ILogger<Sweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AgainElsewhereAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep("projects", id => grains.GetGrain<IProjectGrain>(id).Wake(), stoppingToken);
                await Sweep("builds", id => grains.GetGrain<IBuildGrain>(id).Wake(), stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotSweep(e.Message);
            }
        }
    }

    private async Task Sweep(string table, Func<string, Task> wake, CancellationToken cancellationToken) =>
        await Task.WhenAll((await ClaimDue(table, cancellationToken)).Select(id => Wake(table, id, wake, cancellationToken)));

    private async Task Wake(string table, string id, Func<string, Task> wake, CancellationToken cancellationToken)
    {
        try
        {
            LogWaking(table, id);
            await wake(id).WaitAsync(AgainAfter, cancellationToken); // By then it is due again, and somebody else may have more luck.
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogCannotWake(table, id, e.Message);
            if (e is SiloUnavailableException)
                await SoonAgain(table, id, cancellationToken);
        }
    }

    /// <summary>A silo that cannot be reached is taken for dead soon, and its grains then wake at another.</summary>
    private Task<int> SoonAgain(string table, string id, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"update {table} set wake_at = least(wake_at, clock_timestamp() + @again) where id = @id and wake_at is not null",
            new { id, again = AgainElsewhereAfter }, cancellationToken: token)),
        cancellationToken);

    private async Task<IReadOnlyList<string>> ClaimDue(string table, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            $"""
             update {table} set wake_at = clock_timestamp() + @again
             where id in (
                 select id from {table} where wake_at <= clock_timestamp() order by wake_at limit 20 for update skip locked)
             returning id
             """,
            new { again = AgainAfter }, cancellationToken: token))).ToList(),
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waking {Id} of {Table}: it has something unfinished")]
    private partial void LogWaking(string table, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Id} of {Table} could not be woken: {Error}")]
    private partial void LogCannotWake(string table, string id, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep failed: {Error}")]
    private partial void LogCannotSweep(string error);
}
