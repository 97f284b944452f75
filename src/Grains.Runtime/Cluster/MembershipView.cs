using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace MiniVercel.Runtime;

/// <summary>
/// The membership table as this process last read it. It also removes the silos whose lease is expired, but only while its own
/// lease proves that it is not the one who was asleep.
/// </summary>
internal sealed class MembershipView(GrainCluster cluster, IMembershipTable table, IGrainDirectoryTable? directory) : ISiloMetadataCache, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<SiloAddress, bool> _leaving = new();
    private Task? _reading;
    private bool _failing;
    private volatile ImmutableDictionary<SiloAddress, SiloEntry> _silos = ImmutableDictionary<SiloAddress, SiloEntry>.Empty;

    /// <summary>Every silo that is not dead, those with an expired lease too.</summary>
    public ImmutableDictionary<SiloAddress, SiloEntry> Silos => _silos;

    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress)
    {
        if (siloAddress.Equals(cluster.Address)) return new SiloMetadata { Metadata = cluster.Describe().Metadata };
        return _silos.TryGetValue(siloAddress, out var silo) ? new SiloMetadata { Metadata = silo.Metadata } : SiloMetadata.Empty;
    }

    /// <summary>Whether new work may go to this silo.</summary>
    public bool IsWelcoming(SiloEntry silo) =>
        !silo.IsExpired && !_leaving.ContainsKey(silo.Address) && !cluster.Network.IsFailing(silo.Address);

    /// <summary>Whether the silo is not dead; one that is not known is looked for once more, for it may be new.</summary>
    public async Task<bool> IsAliveAsync(SiloAddress silo)
    {
        if (silo.Equals(cluster.Address) || _silos.ContainsKey(silo)) return true;
        await RefreshAsync();
        return _silos.ContainsKey(silo);
    }

    /// <summary>The silo has said that it is about to go.</summary>
    public void SeeLeaving(SiloAddress silo)
    {
        _leaving[silo] = true;
        cluster.Router.Forget(silo);
    }

    public void Start() => _ = RunAsync();

    /// <summary>Reads the table now; whoever asks during a reading gets that one.</summary>
    public Task RefreshAsync()
    {
        lock (_gate) return _reading ??= ReadAsync();
    }

    public void Dispose() => _stop.Cancel();

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await RefreshAsync();
            if (cluster.IsClient) foreach (var silo in _silos.Values.Where(IsWelcoming)) _ = cluster.Network.To(silo.Address).ConnectAsync();
            await Task.Delay(cluster.Options.MembershipPeriod, cluster.Runtime.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using var limit = cluster.NewTableLimit();
            var rows = await table.ListAsync(limit.Token);
            var alive = ImmutableDictionary.CreateBuilder<SiloAddress, SiloEntry>();
            foreach (var row in rows)
            {
                if (!await ConvictAsync(row, limit.Token)) alive[row.Address] = row;
            }

            Publish(alive.ToImmutable());
            _failing = false;
        }
        catch (Exception e)
        {
            // What was known stays known: a lost database declares nobody dead. Said once, not at every look.
            if (!_failing && !_stop.IsCancellationRequested) ClusterLog.MembershipUnreadable(cluster.Runtime.Logger, e);
            _failing = true;
        }
        finally
        {
            lock (_gate) _reading = null;
        }
    }

    private async Task<bool> ConvictAsync(SiloEntry silo, CancellationToken token)
    {
        if (!silo.IsExpired || silo.Address.Equals(cluster.Address) || cluster.IsClient) return false;
        if (!cluster.Lease.MayConvict(cluster.SiloOptions.LeaseLength)) return false;
        if (!await table.RemoveIfExpiredAsync(silo.Address, token)) return false;
        ClusterLog.Convicted(cluster.Runtime.Logger, silo.Address);
        // Only tidiness: a row of a silo without a row counts as none.
        await directory!.RemoveAllAsync(silo.Address, token);
        return true;
    }

    private void Publish(ImmutableDictionary<SiloAddress, SiloEntry> silos)
    {
        var before = Interlocked.Exchange(ref _silos, silos);
        foreach (var gone in before.Keys.Where(it => !silos.ContainsKey(it)))
        {
            _leaving.TryRemove(gone, out _);
            cluster.Router.Forget(gone);
            if (!gone.Equals(cluster.Address)) cluster.Network.Drop(gone);
        }
    }
}
