using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MiniVercel.Runtime;

/// <summary>The engine: it brings a call to the one activation of its grain, waking it if need be.</summary>
internal sealed class GrainRuntime : IDisposable
{
    // Idle time is counted in sweeps, so that a turn costs no look at the clock.
    private const int IdleSweepsPerAge = 4;

    private readonly CallDeadlines _deadlines;
    private readonly ITimer _idleSweep;
    private volatile bool _stopping;

    public GrainRuntime(
        IServiceProvider services,
        GrainClasses classes,
        IOptions<GrainRuntimeOptions> options,
        TimeProvider time,
        ILogger<GrainRuntime> logger,
        GrainClusterFactory? cluster = null)
    {
        (Services, Classes, Options, Time, Logger) = (services, classes, options.Value, time, logger);
        Observers = new ObserverRegistry(Options.MailboxCapacity);
        // Timers keep the ExecutionContext they are made in; these outlive whoever happens to make the first call.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _deadlines = new CallDeadlines(time);
            var period = Options.CollectionAge / IdleSweepsPerAge;
            _idleSweep = time.CreateTimer(static self => ((GrainRuntime)self!).SweepIdle(), this, period, period);
        }

        Cluster = cluster?.Invoke(this);
        Metrics = new GrainMetrics(this);
    }

    public IServiceProvider Services { get; }

    public GrainClasses Classes { get; }

    public GrainRuntimeOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public GrainDirectory Directory { get; } = new();

    public ObserverRegistry Observers { get; }

    /// <summary>The other processes; null when this is the only one.</summary>
    public GrainCluster? Cluster { get; }

    public SiloAddress Address => Cluster?.Address ?? SiloAddress.Zero;

    public GrainMetrics Metrics { get; }

    public bool IsStopping => _stopping;

    public bool IsHere(SiloAddress? home) => Address.Equals(home);

    public GrainType TypeOf(Type grainInterface, string? classNamePrefix) =>
        Cluster?.Manifest?.TypeOf(grainInterface, classNamePrefix) ?? Classes.TypeOf(grainInterface, classNamePrefix);

    public void Send(PendingCall call, CancellationToken callerToken)
    {
        _deadlines.Add(call, call.Request.ResponseTimeout ?? Options.ResponseTimeout);
        call.ReleaseOn(callerToken);
        Deliver(call);
    }

    public void Deliver(Call call)
    {
        if (Cluster is not null)
        {
            Cluster.Router.Route(call);
            return;
        }

        if (ObserverRegistry.Owns(call.Target))
        {
            Observers.Deliver(call);
            return;
        }

        // Not delivered means that an activation ended or began just now: the directory already knows the next one.
        var delivered = false;
        while (!delivered) delivered = TryPost(call) || TryWake(call);
    }

    /// <summary>Hands the call to the activation that its grain has here; false when it has none.</summary>
    public bool TryPost(Call call)
    {
        if (!Directory.TryFind(call.Target, out var activation)) return false;
        var result = activation.Post(call);
        if (result is PostResult.Full) call.Fail(new LimitExceededException(
            $"{call.Request} was refused: {Options.MailboxCapacity} requests already wait for grain {call.Target}."));
        return result is not PostResult.Dead;
    }

    /// <summary>Starts an activation with these calls in its mailbox; false when another one was first.</summary>
    public bool TryActivate(GrainId id, params ReadOnlySpan<Call> waking)
    {
        var activation = new Activation(this, id, waking.ToArray());
        if (!Directory.TryAdd(activation)) return false;
        activation.Start();
        // The shutdown may have begun, and looked for activations, just before this one was added.
        if (_stopping) activation.Deactivate(ShuttingDown);
        return true;
    }

    public static SiloUnavailableException Stopped(Call call) =>
        new($"{call.Request} of grain {call.Target} was not run: this process is shutting down.");

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        await EndAllAsync(ShuttingDown, Options.DeactivationTimeout, cancellationToken);
        if (Cluster is not null) await Cluster.LeaveAsync(cancellationToken);
        _deadlines.FailAll(call => new SiloUnavailableException(
            $"{call.Request} of grain {call.Target} gave no answer before this process shut down; it may have run."));
    }

    public void Dispose()
    {
        _stopping = true;
        Cluster?.Dispose();
        _idleSweep.Dispose();
        Metrics.Dispose();
        _deadlines.Dispose();
    }

    private bool TryWake(Call call)
    {
        if (!_stopping) return TryActivate(call.Target, call);
        call.Fail(Stopped(call));
        return true;
    }

    /// <summary>Ends every activation, and waits that long for it.</summary>
    public async Task EndAllAsync(DeactivationReason reason, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync().WaitAsync(patience, Time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            GrainRuntimeLog.StoppedEarly(Logger, Directory.All.Count);
        }

        // Again until none is left: an activation that ended while the shutdown began may have a successor.
        async Task EndAsync()
        {
            while (Directory.All is { Count: > 0 } activations)
            {
                foreach (var activation in activations) activation.Deactivate(reason, cancellationToken);
                await Task.WhenAll(activations.Select(it => it.Deactivated));
            }
        }
    }

    private void SweepIdle()
    {
        foreach (var activation in Directory.All) activation.SweepIdle(IdleSweepsPerAge);
        Observers.Sweep();
    }

    private static DeactivationReason ShuttingDown => new(DeactivationReasonCode.ShuttingDown, "This process is shutting down.");
}
