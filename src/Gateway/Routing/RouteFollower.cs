using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Gateway.Routing;

/// <summary>
/// Keeps this gateway's routes up with the clock: a ring says when, a look every second makes sure. A snapshot is
/// applied first and acknowledged then, never the other way round: somebody who waits for the acknowledgement relies on it.
/// </summary>
public sealed partial class RouteFollower(
    IRouteSource source, RouteTable table, ManifestCache manifests, Doorbells doorbells, SiloLease lease,
    ILogger<RouteFollower> logger) : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);

    /// <summary>No request is taken before the first snapshot is there.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Follow(cancellationToken);
        lease.Changed += LookAtOnce;
        await base.StartAsync(cancellationToken);
    }

    /// <summary>By now nobody is served here any more: from here on no publication waits for this gateway.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        lease.Changed -= LookAtOnce;
        await base.StopAsync(cancellationToken);
        await source.Leave(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var ring = doorbells.NextRing(Doorbell.Routes);
            try
            {
                // In another term nobody waited for this gateway in between: what it has may be old.
                if (table.Term != lease.Terms || await source.IsBehind(table.Current.Clock, stoppingToken))
                    await Follow(stoppingToken);
                await Doorbells.RingOr(ring, LookAnyway, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogBehind(e.Message); // what was applied goes on serving
                await Task.Delay(LookAnyway, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void LookAtOnce() => doorbells.RingHere(Doorbell.Routes);

    private async Task Follow(CancellationToken cancellationToken)
    {
        var term = lease.Terms;
        var snapshot = await source.Load(table.Current, cancellationToken);
        await manifests.Prepare(snapshot, table.Current, cancellationToken);
        table.Apply(snapshot);
        await source.Acknowledge(table.Current.Clock, cancellationToken);
        table.Confirm(term);
        LogApplied(snapshot.Clock, snapshot.Sites.Count);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Routes {Clock} applied: {Sites} hosts")]
    private partial void LogApplied(RouteClock clock, int sites);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The routes could not be followed: {Error}")]
    private partial void LogBehind(string error);
}
