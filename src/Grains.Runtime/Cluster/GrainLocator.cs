using System.Collections.Concurrent;

namespace MiniVercel.Runtime;

/// <summary>Who has a grain. Placed: chosen for one that is active nowhere, and still to be registered by the chosen one itself.</summary>
internal readonly record struct Location(SiloAddress Silo, bool IsPlaced);

/// <summary>Answers where a call has to go, when that is not known already.</summary>
internal interface IGrainLocator
{
    Task<Location> LocateAsync(Call call);

    Task UnregisterAsync(GrainId grain);
}

/// <summary>
/// A silo's way to know: the directory table. All who ask for the same grain at the same time share one question, and that question
/// is also the only place where an activation begins, so that no activation is without its row.
/// </summary>
internal sealed class GrainLocator(GrainCluster cluster, IGrainDirectoryTable table, GrainPlacement placement) : IGrainLocator
{
    private readonly ConcurrentDictionary<GrainId, Lazy<Task<Location>>> _asking = new();

    public async Task<Location> LocateAsync(Call call)
    {
        var asking = _asking.GetOrAdd(call.Target, static (_, it) => new(() => it.Me.AskAsync(it.Call)), (Me: this, Call: call));
        try
        {
            return await asking.Value;
        }
        finally
        {
            _asking.TryRemove(new(call.Target, asking));
        }
    }

    public async Task UnregisterAsync(GrainId grain)
    {
        try
        {
            using var limit = cluster.NewTableLimit();
            await table.UnregisterAsync(grain, cluster.Address, limit.Token);
        }
        catch (Exception e)
        {
            // The row stays and points here: whoever follows it wakes the grain here, and it is true again.
            ClusterLog.UnregisterFailed(cluster.Runtime.Logger, grain, e);
        }
    }

    private async Task<Location> AskAsync(Call call)
    {
        var (grain, me, stopping) = (call.Target, cluster.Address, cluster.Runtime.IsStopping);
        if (cluster.Runtime.Directory.TryFind(grain, out _)) return new Location(me, IsPlaced: false);
        if (!cluster.Runtime.Classes.Has(grain.Type)) throw new ArgumentException($"No grain class here is called '{grain.Type}'.");
        if (!cluster.Lease.IsHeld) throw new SiloUnavailableException(
            $"{call.Request} of grain {grain} was not run: this silo holds no lease at the moment, so it may not start grains.");

        using var limit = cluster.NewTableLimit();
        if (!call.PlacedHere || stopping)
        {
            var holder = await table.LookUpAsync(grain, limit.Token);
            if (holder is not null && !holder.Equals(me) && await cluster.Membership.IsAliveAsync(holder)) return new Location(holder, IsPlaced: false);
            // A row of our own without an activation: it could not be removed when that ended, and serves the next one.
            if (me.Equals(holder) && !stopping) return Wake(grain, me);
        }

        var chosen = call.PlacedHere && !stopping ? me : Place(call, me, stopping);
        if (!chosen.Equals(me)) return new Location(chosen, IsPlaced: true);
        var winner = await table.RegisterAsync(grain, me, limit.Token);
        return winner.Equals(me) ? Wake(grain, me) : new Location(winner, IsPlaced: false);
    }

    private Location Wake(GrainId grain, SiloAddress me)
    {
        if (!me.Equals(cluster.Address)) throw new SiloUnavailableException($"Grain {grain} was not woken: this silo was taken for dead meanwhile.");
        cluster.Runtime.TryActivate(grain);
        return new Location(me, IsPlaced: false);
    }

    private SiloAddress Place(Call call, SiloAddress me, bool stopping)
    {
        var silos = cluster.Membership.Silos.Where(it => !it.Key.Equals(me) && cluster.Membership.IsWelcoming(it.Value)).ToDictionary();
        if (!stopping) silos[me] = cluster.Describe();
        return placement.Choose(call.Target, call.Context, silos, me)?.Address ?? throw new SiloUnavailableException(
            $"{call.Request} of grain {call.Target} was not run: no silo may take it{(stopping ? ", and this process is shutting down" : "")}.");
    }
}

/// <summary>A client's way to know: it asks any silo, which runs the call or says who does.</summary>
internal sealed class AnySilo(GrainCluster cluster) : IGrainLocator
{
    public async Task<Location> LocateAsync(Call call)
    {
        // Connected ones first; after a failure, or right after the start, whoever the table names.
        for (var fresh = false; ; fresh = true)
        {
            var silos = cluster.Membership.Silos.Values.Where(cluster.Membership.IsWelcoming).Select(it => it.Address).ToArray();
            var connected = silos.Where(it => cluster.Network.To(it).Open is not null).ToArray();
            if (connected.Length > 0) silos = connected;
            if (silos.Length > 0) return new Location(silos[Random.Shared.Next(silos.Length)], IsPlaced: false);
            if (fresh) throw new SiloUnavailableException($"{call.Request} of grain {call.Target} was not run: no silo is there.");
            await cluster.Membership.RefreshAsync();
        }
    }

    public Task UnregisterAsync(GrainId grain) => Task.CompletedTask;
}
