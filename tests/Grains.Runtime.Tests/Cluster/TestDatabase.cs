using System.Collections.Immutable;
using System.Diagnostics;

namespace MiniVercel.Runtime.Tests;

/// <summary>The membership and the directory in memory, on a clock that a test may move, and which a test may take away.</summary>
public sealed class TestDatabase : IMembershipTable, IGrainDirectoryTable
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<SiloAddress, (SiloEntry Entry, TimeSpan Expires)> _silos = [];
    private readonly Dictionary<GrainId, SiloAddress> _grains = [];
    private TimeSpan _moved;

    public TimeSpan LeaseLength { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether it answers at all.</summary>
    public bool IsDown { get; set; }

    private TimeSpan Now => _clock.Elapsed + _moved;

    public ImmutableDictionary<GrainId, SiloAddress> Grains
    {
        get
        {
            lock (_gate) return _grains.ToImmutableDictionary();
        }
    }

    public void MoveClock(TimeSpan by)
    {
        lock (_gate) _moved += by;
    }

    public void Expire(SiloAddress silo)
    {
        lock (_gate)
        {
            if (_silos.TryGetValue(silo, out var row)) _silos[silo] = (row.Entry, TimeSpan.Zero);
        }
    }

    public void Announce(SiloEntry silo)
    {
        lock (_gate) _silos[silo.Address] = (silo, Now + LeaseLength);
    }

    /// <summary>False when the row is gone.</summary>
    public bool Renew(SiloEntry silo)
    {
        lock (_gate)
        {
            RequireUp();
            if (!_silos.ContainsKey(silo.Address)) return false;
            _silos[silo.Address] = (silo, Now + LeaseLength);
            return true;
        }
    }

    public Task<IReadOnlyList<SiloEntry>> ListAsync(CancellationToken cancellationToken) => Ask<IReadOnlyList<SiloEntry>>(() =>
        [.. _silos.Values.Select(it => it.Entry with { IsExpired = it.Expires <= Now })]);

    public Task RemoveAsync(SiloAddress silo, CancellationToken cancellationToken) => Ask(() => _silos.Remove(silo));

    public Task<bool> RemoveIfExpiredAsync(SiloAddress silo, CancellationToken cancellationToken) => Ask(() =>
    {
        if (_silos.TryGetValue(silo, out var row) && row.Expires > Now) return false;
        _silos.Remove(silo);
        return true;
    });

    public Task<SiloAddress?> LookUpAsync(GrainId grain, CancellationToken cancellationToken) => Ask(() => _grains.GetValueOrDefault(grain));

    public Task<SiloAddress> RegisterAsync(GrainId grain, SiloAddress silo, CancellationToken cancellationToken) => Ask(() =>
    {
        if (!_silos.ContainsKey(silo)) throw new InvalidOperationException($"{silo} is dead.");
        if (!_grains.TryGetValue(grain, out var holder) || !_silos.ContainsKey(holder)) _grains[grain] = silo;
        return _grains[grain];
    });

    public Task UnregisterAsync(GrainId grain, SiloAddress silo, CancellationToken cancellationToken) =>
        Ask(() => _grains.TryGetValue(grain, out var holder) && holder.Equals(silo) && _grains.Remove(grain));

    public Task RemoveAllAsync(SiloAddress silo, CancellationToken cancellationToken) => Ask(() =>
    {
        foreach (var one in _grains.Where(it => it.Value.Equals(silo)).ToList()) _grains.Remove(one.Key);
        return true;
    });

    private async Task<T> Ask<T>(Func<T> question)
    {
        // A database is never there at once.
        await Task.Yield();
        lock (_gate)
        {
            RequireUp();
            return question();
        }
    }

    private void RequireUp()
    {
        if (IsDown) throw new IOException("The database is down.");
    }
}
