using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Gateway.Routing.Keeping;

/// <summary>Writes the routes down that are applied: soon after a change, and once however many there were meanwhile.</summary>
public sealed partial class RouteKeeper(RouteTable table, RouteFile file, ManifestShelf shelf, TimeProvider clock, ILogger<RouteKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private RouteSnapshot _kept = RouteSnapshot.Empty;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Keep();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
                Keep();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private void Keep()
    {
        var current = table.Current;
        if (ReferenceEquals(current, _kept))
            return;
        try
        {
            file.Write(current);
            shelf.KeepOnly(current);
            _kept = current;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The routes could not be written down: {Error}")]
    private partial void LogNotKept(string error);
}
