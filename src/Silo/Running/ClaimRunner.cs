using System.Collections.Concurrent;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Telemetry;
using MiniVercel.Ports;
using MiniVercel.Routing;

namespace MiniVercel.Silo.Running;

/// <summary>
/// Takes on work as long as a slot is free: a ring says that there may be some, a look every second makes sure. What
/// it took on runs outside any grain's turn, and what ends without a word is claimed again as the next attempt.
/// </summary>
public abstract partial class ClaimRunner(Doorbells doorbells, Doorbell bell, int slots, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Task> _running = new();
    private readonly SemaphoreSlim _slots = new(slots, slots);

    protected abstract Task<Claim?> ClaimNext(IReadOnlyCollection<string> running, CancellationToken cancellationToken);

    protected abstract Task Run(Claim claim, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var ring = doorbells.NextRing(bell);
                await _slots.WaitAsync(stoppingToken);
                if (await ClaimOrRelease(stoppingToken) is { } claim)
                    Begin(claim, stoppingToken);
                else
                    await Doorbells.RingOr(ring, LookAnyway, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                LogCannotClaim(e.Message);
                await Task.Delay(LookAnyway, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(_running.Values).WaitAsync(StopWithin, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<Claim?> ClaimOrRelease(CancellationToken cancellationToken)
    {
        Claim? claim = null;
        try
        {
            return claim = await ClaimNext([.. _running.Keys], cancellationToken);
        }
        finally
        {
            if (claim is null)
                _slots.Release();
        }
    }

    /// <summary>Noted before it starts: some runs are over at once, and what is noted after its end would stay for ever.</summary>
    private void Begin(Claim claim, CancellationToken stoppingToken)
    {
        var run = new Task<Task>(() => RunToTheEnd(claim, stoppingToken), CancellationToken.None);
        _running[claim.Id] = run.Unwrap();
        run.Start(TaskScheduler.Default);
    }

    private async Task RunToTheEnd(Claim claim, CancellationToken stoppingToken)
    {
        using var measured = RunMetrics.Begin(bell, claim);
        try
        {
            await Run(claim, stoppingToken);
            measured.Ended();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogLeft(claim.Id, claim.Attempt);
        }
        catch (Exception e)
        {
            LogBroken(e, claim.Id, claim.Attempt);
            // Still its own for a while, longer each time: what broke this run would break the next one at once.
            await Task.Delay(PauseAfter(claim.Attempt), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _running.TryRemove(claim.Id, out _);
            _slots.Release();
        }
    }

    private static TimeSpan PauseAfter(int attempt) => TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, attempt - 1)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "No work could be claimed: {Error}")]
    private partial void LogCannotClaim(string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Id}, attempt {Attempt}, is left to another silo")]
    private partial void LogLeft(string id, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Id}, attempt {Attempt}, broke off and will be taken up again")]
    private partial void LogBroken(Exception exception, string id, int attempt);
}
