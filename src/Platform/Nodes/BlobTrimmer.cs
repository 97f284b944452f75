using Microsoft.Extensions.Hosting;

namespace MiniVercel.Platform.Nodes;

/// <summary>
/// Bounds what a node without the engine's role keeps on its disk: the longest there goes first, and comes again when it is
/// asked for. What is young stays, because somebody may be about to read it.
/// </summary>
public sealed class BlobTrimmer(string folder, long bound, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(10);

    public void Trim()
    {
        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.LastWriteTimeUtc).ToList();
        var total = files.Sum(f => f.Length);
        foreach (var file in files)
        {
            if (total <= bound || clock.GetUtcNow() - file.LastWriteTimeUtc < Young)
                return;
            total -= file.Length;
            file.Delete();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Trim();
    }
}
