using System.Numerics;

namespace MiniVercel.Runtime;

/// <summary>
/// Every call that a caller waits for, so that one sweep can end those whose time is over. Adding and removing is a short lock
/// on one of a few lists; there is no timer object per call, and a call may be late by one sweep.
/// </summary>
internal sealed class CallDeadlines : IDisposable
{
    // In seconds, some thirty years: more would overflow the clock's ticks.
    private const double ForEver = 1e9;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(100);
    private readonly Shard[] _shards;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public CallDeadlines(TimeProvider time)
    {
        _time = time;
        _shards = [.. Enumerable.Range(0, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)).Select(_ => new Shard())];
        _sweep = time.CreateTimer(static self => ((CallDeadlines)self!).Sweep(), this, SweepPeriod, SweepPeriod);
    }

    public void Add(PendingCall call, TimeSpan timeout)
    {
        call.Timeout = timeout;
        call.Deadline = _time.GetTimestamp() + (long)(Math.Min(timeout.TotalSeconds, ForEver) * _time.TimestampFrequency);
        _shards[Thread.GetCurrentProcessorId() & (_shards.Length - 1)].Add(call);
    }

    /// <summary>Fails everything that still waits: the engine is going away.</summary>
    public void FailAll(Func<PendingCall, Exception> reason)
    {
        foreach (var call in _shards.SelectMany(shard => shard.Due(long.MaxValue))) call.Fail(reason(call));
    }

    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        var now = _time.GetTimestamp();
        foreach (var call in _shards.SelectMany(shard => shard.Due(now))) call.TimeOut();
    }

    internal sealed class Shard
    {
        private readonly Lock _gate = new();
        private PendingCall? _latest;

        public void Add(PendingCall call)
        {
            lock (_gate)
            {
                call.Shard = this;
                call.Earlier = _latest;
                if (_latest is not null) _latest.Later = call;
                _latest = call;
            }
        }

        public void Remove(PendingCall call)
        {
            lock (_gate)
            {
                if (call.Later is not null) call.Later.Earlier = call.Earlier;
                else if (_latest == call) _latest = call.Earlier;
                if (call.Earlier is not null) call.Earlier.Later = call.Later;
                call.Earlier = call.Later = null;
                call.Shard = null;
            }
        }

        public List<PendingCall> Due(long now)
        {
            var due = new List<PendingCall>();
            lock (_gate)
            {
                for (var call = _latest; call is not null; call = call.Earlier)
                {
                    if (call.Deadline <= now) due.Add(call);
                }
            }

            due.Reverse();
            return due;
        }
    }
}
