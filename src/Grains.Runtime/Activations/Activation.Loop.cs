using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Runtime;

// The loop: it alone runs grain code. At any time there is one loop or none; the lifecycle says when to start one.
internal sealed partial class Activation
{
    // A busy grain gives its thread back after so many turns, so that it cannot starve the others.
    private const int TurnsBeforeYield = 128;

    [ThreadStatic]
    private static Activation? t_underConstruction;

    private AsyncServiceScope _services;
    private IGrainBase? _grain;
    private ActivationDecision _next;
    private ITurn? _turn;

    /// <summary>The activation whose grain is being built on this thread, for the constructor of <see cref="Grain"/>.</summary>
    public static Activation? UnderConstruction => t_underConstruction;

    public object? GrainInstance => _grain;

    public IServiceProvider ActivationServices => _services.ServiceProvider;

    /// <summary>The states the constructor asked for: read before the grain activates.</summary>
    public List<IStorage> States { get; } = [];

    /// <summary>
    /// Starts the loop on the thread pool, without the ExecutionContext of whoever woke it. In the common queue, first come
    /// first served: in a thread's own queue, two busy grains would starve the others.
    /// </summary>
    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    void IThreadPoolWorkItem.Execute() => _ = LoopAsync();

    private async Task LoopAsync()
    {
        try
        {
            var next = _grain is null ? await ActivateAsync() : _next;
            for (var turns = 1; next is ActivationDecision.RunTurn; turns++)
            {
                if (turns % TurnsBeforeYield == 0) await Task.Yield();
                next = _runtime.Cluster is null || await MayRunAsync() ? await RunTurnAsync(_turn!) : GiveUp(_turn!);
            }

            if (next is ActivationDecision.EndNow) await EndAsync();
        }
        catch (Exception e)
        {
            // Turns hand back what they throw, so this is a defect of the engine itself: the grain would hang, so say it loudly.
            GrainRuntimeLog.LoopBroke(_runtime.Logger, GrainId, e);
        }
    }

    private async Task<ActivationDecision> ActivateAsync()
    {
        using var limit = new CancellationTokenSource(_runtime.Options.ActivationTimeout, _runtime.Time);
        try
        {
            if (_runtime.Cluster is not null && !await MayRunAsync()) throw LifeEnded();
            _services = _runtime.Services.CreateAsyncScope();
            _grain = Build();
            foreach (var state in States) await state.ReadStateAsync(limit.Token);
            await _grain.OnActivateAsync(limit.Token);
        }
        catch (Exception e)
        {
            GrainRuntimeLog.ActivationFailed(_runtime.Logger, GrainId, e);
            await ReleaseAsync();
            await UnregisterAsync();
            Leave(ActivationEvent.ActivationFailed, e);
            return ActivationDecision.FailWaiting;
        }

        return Advance(ActivationEvent.Activated);
    }

    private IGrainBase Build()
    {
        t_underConstruction = this;
        try
        {
            return _grainClass.Build(this);
        }
        finally
        {
            t_underConstruction = null;
        }
    }

    private async ValueTask<ActivationDecision> RunTurnAsync(ITurn turn)
    {
        if (turn.KeepsAlive) _idleSweeps = 0;
        if (await _runtime.Metrics.RunAsync(turn, GrainId, _grain!) is InconsistentStateException { IsSourceActivation: true } stale)
        {
            // Before the caller hears of it: its next try must find an activation that has read the state anew.
            stale.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, stale, "Its state was written by someone else."));
        }

        var next = Advance(ActivationEvent.TurnEnded);
        turn.Finish();
        return next;
    }

    // A silo without a lease runs nothing: another one may have its grains. The turn waits, and its caller as long as it likes.
    private ValueTask<bool> MayRunAsync()
    {
        var lease = _runtime.Cluster!.Lease;
        return lease.IsHeld && !_life.IsCancellationRequested ? new(true) : lease.WaitAsync(_life);
    }

    private ActivationDecision GiveUp(ITurn turn)
    {
        (turn as Call)?.Fail(LifeEnded());
        Deactivate(new(DeactivationReasonCode.ShuttingDown, "Its silo was taken for dead."));
        var next = Advance(ActivationEvent.TurnEnded);
        turn.Finish();
        return next;
    }

    private SiloUnavailableException LifeEnded() =>
        new($"A request of grain {GrainId} was not run: its silo held no lease, and was taken for dead.");

    private async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(_runtime.Options.DeactivationTimeout, _runtime.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _endToken);
        try
        {
            await _grain!.OnDeactivateAsync(_reason, either.Token);
        }
        catch (Exception e)
        {
            GrainRuntimeLog.DeactivationFailed(_runtime.Logger, GrainId, _reason, e);
        }

        await ReleaseAsync();
        await UnregisterAsync();
        Leave(ActivationEvent.Deactivated, failure: null);
    }

    // Before it leaves: whoever finds no activation here must find no row that says there is one.
    private Task UnregisterAsync() => _runtime.Cluster is { } cluster ? cluster.Locator.UnregisterAsync(GrainId) : Task.CompletedTask;

    private ActivationDecision Advance(ActivationEvent happened)
    {
        lock (_gate)
        {
            var next = Decide(happened);
            _turn = next is ActivationDecision.RunTurn ? _mailbox.Dequeue() : null;
            return next;
        }
    }

    // One step, under the lock: whoever is told to look again finds the successor, behind the calls that came before it.
    private void Leave(ActivationEvent ending, Exception? failure)
    {
        List<Call> waiting;
        Activation? successor = null;
        bool handOver;
        lock (_gate)
        {
            waiting = [.. _mailbox.OfType<Call>().Where(call => !call.IsOver)];
            _mailbox.Clear();
            handOver = Decide(ending) is ActivationDecision.HandOver && waiting.Count > 0;
            if (handOver && _runtime.Cluster is null && !_runtime.IsStopping) successor = new Activation(_runtime, GrainId, waiting);
            _runtime.Directory.Replace(this, successor);
        }

        if (successor is not null) successor.Start();
        else if (handOver && _runtime.Cluster is { } cluster) cluster.Router.RouteAgain(waiting);
        else waiting.ForEach(call => call.Fail(failure ?? GrainRuntime.Stopped(call)));
        _deactivated.SetResult();
    }

    private async Task ReleaseAsync()
    {
        GrainTimer[] timers;
        lock (_gate)
        {
            timers = [.. _timers];
        }

        foreach (var timer in timers) timer.Dispose();
        try
        {
            if (_grain is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else if (_grain is IDisposable disposable) disposable.Dispose();
            await _services.DisposeAsync();
        }
        catch (Exception e)
        {
            GrainRuntimeLog.DisposeFailed(_runtime.Logger, GrainId, e);
        }
    }
}
