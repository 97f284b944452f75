using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Sweeping;

namespace MiniVercel.Silo.Running;

/// <summary>How often an engine looks for what can go.</summary>
public sealed record SweepEvery(TimeSpan Time);

/// <summary>
/// Frees what nobody needs any more, every hour: builds that are older than they are kept, then the records of what is deleted, and then
/// this engine's own files. Engines that do it at the same time take turns at the lock, and find less to do.
/// </summary>
public sealed partial class Housekeeper(
    Retention retention, RecordSweep records, StoreSweep store, ArtifactFolders folders, SweepEvery every, TimeProvider clock,
    ILogger<Housekeeper> logger) : BackgroundService
{
    /// <summary>Not at once: a start has enough to do, and nothing fills a disk in minutes.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every.Time < Settled ? every.Time : Settled, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            timer.Period = every.Time;
            try
            {
                await Keep(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotKeep(e.Message);
            }
        }
    }

    public async Task Keep(CancellationToken cancellationToken)
    {
        var builds = await retention.Apply(cancellationToken);
        var swept = await records.Sweep(cancellationToken);
        var files = await store.Sweep(cancellationToken);
        var laidOut = await folders.Sweep(cancellationToken);
        if (builds + swept.Artifacts + swept.Contents + swept.LogLines + files + laidOut > 0)
            LogKept(builds, swept.Artifacts, swept.Contents, swept.LogLines, files, laidOut);
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Freed what nobody needs: {Builds} old builds deleted; of deleted ones {Artifacts} artifacts and {Contents} contents; {Lines} lines of logs; "
        + "here {Files} files and {Folders} folders")]
    private partial void LogKept(int builds, int artifacts, int contents, int lines, int files, int folders);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What nobody needs could not be freed: {Error}")]
    private partial void LogCannotKeep(string error);
}
