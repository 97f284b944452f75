namespace MiniVercel.Runtime;

/// <summary>Another process and the one connection to it: opened when it is first needed, and again, ever more slowly, when it fails.</summary>
internal sealed class Peer(SiloAddress address, ClusterNetwork network, GrainClientOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private Connection? _connection;
    private Task<Connection?>? _connecting;
    private TimeSpan _delay = FirstDelay;
    private long _failedAt;
    private bool _isFailing;

    public SiloAddress Address => address;

    public Connection? Open => Volatile.Read(ref _connection) is { IsOpen: true } open ? open : null;

    /// <summary>Whether it could not be reached just now: nobody should choose it who has a choice.</summary>
    public bool IsFailing
    {
        get
        {
            lock (_gate) return _isFailing && time.GetElapsedTime(_failedAt) < _delay;
        }
    }

    /// <summary>A client connects by itself, and is called back on the way it came.</summary>
    public void Adopt(Connection accepted)
    {
        lock (_gate) _connection = accepted;
    }

    /// <summary>Null when it cannot be reached, or could not a moment ago.</summary>
    public Task<Connection?> ConnectAsync()
    {
        lock (_gate)
        {
            if (Open is { } open) return Task.FromResult<Connection?>(open);
            if (address.IsClient || IsFailing) return Task.FromResult<Connection?>(null);
            // A connection outlives the call that happens to need it first, so that call's context must not stay in it.
            using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow()) return _connecting ??= TryConnectAsync();
        }
    }

    private async Task<Connection?> TryConnectAsync()
    {
        // Not on the thread, and under the lock, of whoever needs it first.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Connection? made = null;
        try
        {
            made = await network.ConnectAsync(address);
        }
        catch (Exception e)
        {
            ClusterLog.Unreachable(network.Logger, address, e.Message);
        }

        lock (_gate)
        {
            _delay = made is not null ? FirstDelay : _isFailing ? Min(_delay * 2, options.MaxReconnectDelay) : FirstDelay;
            (_connection, _connecting, _isFailing, _failedAt) = (made, null, made is null, time.GetTimestamp());
        }

        return made;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
