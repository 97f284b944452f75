using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Silo.Running;

/// <summary>
/// Removes rows that nobody needs any more. Every silo does it, a bounded number in a round; a row that another one
/// has in hand is left to it.
/// </summary>
public sealed partial class Janitor(Database database, TimeProvider clock, ILogger<Janitor> logger) : BackgroundService
{
    private const int RowsARound = 200;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>A silo that was only cut off for a while finds its row again.</summary>
    private static readonly TimeSpan SilosKeptFor = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotSweep(e.Message);
            }
        }
    }

    public async Task Sweep(CancellationToken cancellationToken)
    {
        // A silo whose open work nobody has taken over yet stays: its row says when it was last there.
        var silos = await Remove(
            """
            delete from silos where id in (
                select id from silos s
                where lease_until < clock_timestamp() - @kept
                and not exists (
                    select 1 from build_claims c join builds b on b.id = c.id
                    where c.silo_id = s.id and b.status in ('pending', 'building'))
                and not exists (
                    select 1 from activation_claims c join deployments d on d.id = c.id
                    where c.silo_id = s.id and d.phase = 'activating')
                limit @rows for update skip locked)
            """,
            cancellationToken);
        var uploads = await Remove(
            """
            delete from uploads where id in (
                select id from uploads where expires_at < clock_timestamp() limit @rows for update skip locked)
            """,
            cancellationToken);
        // A host sends again what is some days old, no more; and where each branch is, is kept apart.
        var deliveries = await Remove(
            """
            delete from git_deliveries where ctid in (
                select ctid from git_deliveries where received_at < clock_timestamp() - interval '30 days' limit @rows for update skip locked)
            """,
            cancellationToken);
        deliveries += await Remove(
            """
            delete from git_reports where ctid in (
                select ctid from git_reports
                where made_at < clock_timestamp() - interval '30 days' and wake_at is null and kind <> 'comment' limit @rows for update skip locked)
            """,
            cancellationToken);
        await Remove(
            """
            delete from github_logins where hash in (
                select hash from github_logins where used_at < clock_timestamp() - interval '1 hour' limit @rows for update skip locked)
            """,
            cancellationToken);
        if (silos + uploads + deliveries > 0)
            LogSwept(silos, uploads, deliveries);
    }

    private Task<int> Remove(string sql, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            sql, new { kept = SilosKeptFor, rows = RowsARound }, cancellationToken: token)),
        cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept out: lapsed silos {Silos}, expired uploads {Uploads}, old messages of Git hosts {Deliveries}")]
    private partial void LogSwept(int silos, int uploads, int deliveries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The rooms could not be swept: {Error}")]
    private partial void LogCannotSweep(string error);
}
