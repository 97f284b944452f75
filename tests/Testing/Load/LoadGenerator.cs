namespace MiniVercel.Testing.Load;

/// <summary>
/// Many users at once, none of whom retries. Start it before whatever must go unnoticed, stop it after, and read the report.
/// </summary>
public sealed class LoadGenerator : IAsyncDisposable
{
    private readonly LoadJournal _journal;
    private readonly LoadLane[] _lanes;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private LoadGenerator(LoadPlan plan, long budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Connections, 1);
        if (plan.Requests.Count == 0)
            throw new ArgumentException("A load plan needs at least one request to send.", nameof(plan));
        _journal = new LoadJournal(budget);
        _lanes = [.. Enumerable.Range(0, plan.Connections).Select(number => new LoadLane(plan, _journal, number, _stop.Token))];
        _running = Task.WhenAll(_lanes.Select(lane => Task.Run(lane.Run)));
    }

    /// <summary>How many requests have ended so far, well or badly.</summary>
    public long Ended => _journal.Ended;

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    public static LoadGenerator Start(LoadPlan plan) => new(plan, long.MaxValue);

    /// <summary>Sends exactly so many requests.</summary>
    public static async Task<LoadReport> Run(LoadPlan plan, long requests)
    {
        await using var generator = new LoadGenerator(plan, requests);
        await generator._running;
        return generator.Report();
    }

    /// <summary>Waits until so many more requests have ended: how a test lets load pass without sleeping.</summary>
    public async Task More(long requests, TimeSpan? within = null)
    {
        var target = Ended + requests;
        var first = await Task.WhenAny(_journal.Reaches(target), _running).WaitAsync(within ?? TimeSpan.FromMinutes(1));
        await first;
        if (Ended < target)
            throw new InvalidOperationException($"The load ended after {Ended} requests; {target} were waited for.");
    }

    /// <summary>Lets the requests under way end, each within its own limit, and reports on all.</summary>
    public async Task<LoadReport> Stop()
    {
        _journal.NoMoreTurns();
        await _stop.CancelAsync();
        await _running;
        return Report();
    }

    public async ValueTask DisposeAsync()
    {
        _journal.NoMoreTurns();
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var lane in _lanes)
            lane.Dispose();
        _stop.Dispose();
    }

    private LoadReport Report() => new([.. _lanes.Select(lane => lane.Answers)], _journal.FirstFailures())
    {
        ConnectionsOpened = _lanes.Sum(lane => lane.Opened),
        ConnectionsClosedWhileIdle = _lanes.Sum(lane => lane.ClosedWhileIdle),
    };
}
