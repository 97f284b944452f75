using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;
using MiniVercel.Silo.Running;

namespace MiniVercel.Silo.Tests.Running;

public sealed class ClaimRunnerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task No_more_runs_at_once_than_there_are_slots()
    {
        const int slots = 3;
        using var full = new CountdownEvent(slots);
        var gate = new TaskCompletionSource();
        var (running, most) = (0, 0);
        using var runner = new Runner(slots, waiting: 12, async (_, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            if (!full.IsSet)
                full.Signal();
            await gate.Task;
            Interlocked.Decrement(ref running);
        });

        await runner.StartAsync(CancellationToken.None);
        Assert.True(full.Wait(Soon));
        gate.SetResult();
        await runner.Idle.WaitAsync(Soon);

        Assert.Equal(slots, most);
        Assert.Equal(12, runner.Runs.Count);
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_run_that_breaks_is_claimed_again_after_a_pause()
    {
        using var runner = new Runner(slots: 2, waiting: 1, (claim, _) =>
            claim.Attempt == 1 ? throw new InvalidOperationException("It broke.") : Task.CompletedTask);

        await runner.StartAsync(CancellationToken.None);
        await runner.Idle.WaitAsync(Soon);

        Assert.Equal([new Claim("0", 1), new Claim("0", 2)], runner.Runs);
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_has_ended_is_forgotten_however_soon_it_ended()
    {
        using var runner = new Runner(slots: 8, waiting: 5_000, (_, _) => Task.CompletedTask);

        await runner.StartAsync(CancellationToken.None);
        await runner.Idle.WaitAsync(Soon);

        Assert.Equal(5_000, runner.Runs.Count);
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_look_that_fails_is_not_the_last_one()
    {
        using var runner = new Runner(slots: 1, waiting: 1, (_, _) => Task.CompletedTask) { FailingLooks = 1 };

        await runner.StartAsync(CancellationToken.None);
        await runner.Idle.WaitAsync(Soon);

        Assert.Single(runner.Runs);
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_stop_tells_what_runs_and_waits_for_it()
    {
        var started = new TaskCompletionSource();
        var tidy = false;
        using var runner = new Runner(slots: 1, waiting: 2, async (_, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Yield();
            tidy = true;
            cancellationToken.ThrowIfCancellationRequested();
        });
        await runner.StartAsync(CancellationToken.None);
        await started.Task.WaitAsync(Soon);

        await runner.StopAsync(CancellationToken.None);

        Assert.True(tidy);
        Assert.Single(runner.Runs);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, seen);
    }

    /// <summary>Claims as the table of claims would have it: what is not done and not running is next.</summary>
    private sealed class Runner(int slots, int waiting, Func<Claim, CancellationToken, Task> run)
        : ClaimRunner(Unheard, Doorbell.Builds, slots, NullLogger.Instance)
    {
        // Nobody rings in these tests, so nobody needs to listen.
        private static readonly Doorbells Unheard = new(new Database("Host=nowhere"), NullLogger<Doorbells>.Instance);

        private readonly ConcurrentDictionary<string, bool> _done = new();
        private readonly ConcurrentDictionary<string, int> _attempts = new();
        private readonly TaskCompletionSource _idle = new();
        private int _oldest;

        public ConcurrentQueue<Claim> Runs { get; } = [];

        public int FailingLooks { get; set; }

        /// <summary>Completes when nothing is left to do and nothing is thought to run.</summary>
        public Task Idle => _idle.Task;

        protected override Task<Claim?> ClaimNext(IReadOnlyCollection<string> running, CancellationToken cancellationToken)
        {
            if (FailingLooks-- > 0)
                throw new InvalidOperationException("The look failed.");
            if (_done.Count == waiting && running.Count == 0)
                _idle.TrySetResult();
            while (_done.ContainsKey($"{_oldest}"))
                _oldest++;
            var next = Enumerable.Range(_oldest, waiting - _oldest).Select(i => $"{i}").FirstOrDefault(id => !_done.ContainsKey(id) && !running.Contains(id));
            return Task.FromResult(next is null ? null : new Claim(next, _attempts.AddOrUpdate(next, 1, (_, attempt) => attempt + 1)));
        }

        protected override async Task Run(Claim claim, CancellationToken cancellationToken)
        {
            Runs.Enqueue(claim);
            await run(claim, cancellationToken);
            _done[claim.Id] = true;
        }
    }
}
