using MiniVercel.Builds;

namespace MiniVercel.Silo.Building;

/// <summary>
/// Asks every second whether a build is still an attempt's own. A command may be silent for as long as it runs, and nobody who cancels
/// a build wants to wait for that.
/// </summary>
internal sealed class StillOurs : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ours;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _asking;

    private StillOurs(Func<CancellationToken, Task<AttemptReply>> ask, TimeProvider clock, CancellationToken[] others)
    {
        _ours = CancellationTokenSource.CreateLinkedTokenSource(others);
        _asking = Ask(ask, clock);
    }

    /// <summary>Ends when it is not, or with any of the others.</summary>
    public CancellationToken Token => _ours.Token;

    /// <param name="ask">A report that changes nothing while the build is the attempt's own.</param>
    /// <param name="clock">The time.</param>
    /// <param name="others">What ends the attempt as well.</param>
    public static StillOurs Watch(Func<CancellationToken, Task<AttemptReply>> ask, TimeProvider clock, params CancellationToken[] others) =>
        new(ask, clock, others);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _ours.Dispose();
    }

    private async Task Ask(Func<CancellationToken, Task<AttemptReply>> ask, TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(_over.Token))
        {
            if (await ask(_over.Token) is AttemptReply.Stop)
            {
                await _ours.CancelAsync();
                return;
            }
        }
    }
}
