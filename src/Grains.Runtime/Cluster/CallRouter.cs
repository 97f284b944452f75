using System.Collections.Concurrent;

namespace MiniVercel.Runtime;

/// <summary>
/// Brings a call to the process that can run it. A call that arrives where its grain is not is never passed on: the sender is told
/// who has it, and remembers.
/// </summary>
internal sealed class CallRouter(GrainCluster cluster)
{
    // A grain that moves while it is followed is found at the second or third try; more means that the world is not at rest.
    private const int MaxHops = 12;
    private const int HopsBeforePause = 3;
    private const int MaxRemembered = 100_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<GrainId, SiloAddress> _known = new();
    private int _connecting;

    private GrainRuntime Runtime => cluster.Runtime;

    public void Route(Call call)
    {
        if (ObserverRegistry.Owns(call.Target)) RouteToObserver(call);
        else if (Runtime.TryPost(call)) return;
        else if (call is not IncomingCall && _known.TryGetValue(call.Target, out var silo)) Send(call, new Location(silo, IsPlaced: false));
        else _ = LocateAsync(call, tried: null);
    }

    /// <summary>A call from another process.</summary>
    public void Receive(Call call)
    {
        if (ObserverRegistry.Owns(call.Target)) Runtime.Observers.Deliver(call);
        else if (!Runtime.TryPost(call)) _ = LocateAsync(call, tried: null);
    }

    /// <summary>Calls that waited for an activation which has ended: the next one is best off here, unless this silo goes.</summary>
    public void RouteAgain(List<Call> waiting)
    {
        foreach (var call in waiting)
        {
            call.PlacedHere = !Runtime.IsStopping;
            Route(call);
        }
    }

    /// <summary>The call was sent to a silo that does not have the grain.</summary>
    public void Redirected(Call call, SiloAddress from, Location? owner)
    {
        _known.TryRemove(new(call.Target, from));
        if (IsLost(call)) return;
        if (owner is { } there && !there.Silo.Equals(cluster.Address)) Send(call, there);
        else _ = LocateAsync(call, tried: null, owner is { IsPlaced: true });
    }

    /// <summary>The silo has no grains any more.</summary>
    public void Forget(SiloAddress silo)
    {
        foreach (var one in _known.Where(it => it.Value.Equals(silo))) _known.TryRemove(one);
    }

    private void RouteToObserver(Call call)
    {
        if (call.Home is null) Runtime.Observers.Deliver(call);
        else Send(call, new Location(call.Home, IsPlaced: false));
    }

    private async Task LocateAsync(Call call, SiloAddress? tried, bool placedHere = false)
    {
        try
        {
            if (placedHere) call.PlacedHere = true;
            for (; ; call.Hops++)
            {
                if (call.Hops >= HopsBeforePause) await Task.Delay(Pause * call.Hops, Runtime.Time);
                if (call.IsOver) return;
                var owner = await cluster.Locator.LocateAsync(call);
                if (owner.Silo.Equals(tried) && !cluster.IsClient) throw Unreachable(call, tried);
                if (!owner.Silo.Equals(cluster.Address))
                {
                    if (call is IncomingCall incoming) incoming.Redirect(owner);
                    else Send(call, owner);
                    return;
                }

                // Not delivered means that the activation ended just now.
                if (Runtime.TryPost(call) || IsLost(call)) return;
            }
        }
        catch (Exception e)
        {
            call.Fail(e is OrleansException or ArgumentException ? e : new SiloUnavailableException(
                $"{call.Request} of grain {call.Target} was not run: where it is cannot be found out. {e.Message}", e));
        }
    }

    private void Send(Call call, Location to)
    {
        var peer = cluster.Network.To(to.Silo);
        if (peer.Open is { } open) Send(call, to, open);
        else _ = ConnectAndSendAsync(call, to, peer);
    }

    private async Task ConnectAndSendAsync(Call call, Location to, Peer peer)
    {
        if (Interlocked.Increment(ref _connecting) > Runtime.Options.MailboxCapacity)
        {
            Interlocked.Decrement(ref _connecting);
            call.Fail(new LimitExceededException($"{call.Request} was refused: {Runtime.Options.MailboxCapacity} calls already wait for a connection."));
            return;
        }

        var connection = await peer.ConnectAsync();
        Interlocked.Decrement(ref _connecting);
        if (connection is not null) Send(call, to, connection);
        else Miss(call, to.Silo);
    }

    private void Send(Call call, Location to, Connection connection)
    {
        if (connection.Send(call, to.IsPlaced) is SendResult.NotSent) Miss(call, to.Silo);
        else if (!ObserverRegistry.Owns(call.Target)) Remember(call.Target, to.Silo);
    }

    // Never sent, so it may go another way: the grain has moved on, perhaps, while its silo went.
    private void Miss(Call call, SiloAddress silo)
    {
        if (ObserverRegistry.Owns(call.Target))
        {
            call.Fail(new ClientNotAvailableException($"{call.Request} was not delivered: the process of observer {call.Target}, {silo}, cannot be reached."));
            return;
        }

        _known.TryRemove(new(call.Target, silo));
        call.PlacedHere = false;
        if (!IsLost(call)) _ = LookAgainAsync(call, silo);
    }

    private async Task LookAgainAsync(Call call, SiloAddress missed)
    {
        await cluster.Membership.RefreshAsync();
        await LocateAsync(call, tried: missed);
    }

    private static bool IsLost(Call call)
    {
        if (++call.Hops <= MaxHops) return false;
        call.Fail(new SiloUnavailableException($"{call.Request} of grain {call.Target} was not run: the grain was followed to {MaxHops} silos in vain."));
        return true;
    }

    private void Remember(GrainId grain, SiloAddress silo)
    {
        if (_known.TryGetValue(grain, out var known) && known.Equals(silo)) return;
        // A whole new memory now and then is cheaper than a perfect one.
        if (_known.Count >= MaxRemembered) _known.Clear();
        _known[grain] = silo;
    }

    private static SiloUnavailableException Unreachable(Call call, SiloAddress silo) =>
        new($"{call.Request} of grain {call.Target} was not run: {silo}, which has the grain, cannot be reached.");
}
