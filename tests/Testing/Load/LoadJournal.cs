using System.Collections.Concurrent;
using System.Text;

namespace MiniVercel.Testing.Load;

/// <summary>What the connections of one run share: the budget, the first failures, the answerers' names, and who waits for progress.</summary>
internal sealed class LoadJournal(long budget)
{
    private const int Examples = 20;

    private readonly ConcurrentDictionary<string, string> _answerers = new();
    private readonly List<LoadFailure> _failures = [];
    private readonly Lock _waiting = new();
    private readonly List<(long At, TaskCompletionSource Reached)> _waiters = [];
    private long _budget = budget;
    private long _ended;
    private long _nextWaiter = long.MaxValue;

    public long Ended => Interlocked.Read(ref _ended);

    public bool TryTakeTurn() => Interlocked.Decrement(ref _budget) >= 0;

    public void NoMoreTurns() => Interlocked.Exchange(ref _budget, 0);

    /// <summary>One string per distinct answerer, however many answers it gives; <paramref name="last"/> saves the look-up.</summary>
    public string? Intern(ReadOnlySpan<byte> value, string? last)
    {
        if (value.IsEmpty)
            return null;
        if (last is { } && Ascii.Equals(value, last))
            return last;
        var text = Encoding.Latin1.GetString(value);
        return _answerers.GetOrAdd(text, text);
    }

    public void Failed(LoadFailure failure)
    {
        lock (_failures)
        {
            if (_failures.Count < Examples)
                _failures.Add(failure);
        }
    }

    public IReadOnlyList<LoadFailure> FirstFailures()
    {
        lock (_failures)
            return [.. _failures];
    }

    public void OneMoreEnded()
    {
        if (Interlocked.Increment(ref _ended) >= Interlocked.Read(ref _nextWaiter))
            WakeThoseReached();
    }

    public Task Reaches(long ended)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiters.Add((ended, reached));
            // Announced before the count is read again: either this sees the last answer or that answer sees this.
            Interlocked.Exchange(ref _nextWaiter, _waiters.Min(waiter => waiter.At));
        }

        if (Ended >= ended)
            WakeThoseReached();
        return reached.Task;
    }

    private void WakeThoseReached()
    {
        lock (_waiting)
        {
            var ended = Ended;
            foreach (var (at, reached) in _waiters)
            {
                if (at <= ended)
                    reached.TrySetResult();
            }

            _waiters.RemoveAll(waiter => waiter.At <= ended);
            Interlocked.Exchange(ref _nextWaiter, _waiters.Count == 0 ? long.MaxValue : _waiters.Min(waiter => waiter.At));
        }
    }
}
