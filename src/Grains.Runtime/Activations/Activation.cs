namespace MiniVercel.Runtime;

internal enum PostResult
{
    Taken,
    Full,
    Dead,
}

/// <summary>
/// One life of a grain in memory: a mailbox that one loop on the thread pool empties, one whole turn at a time.
/// What happens next is decided by <see cref="ActivationLifecycle"/> under a short lock; this class only does it.
/// </summary>
internal sealed partial class Activation : IGrainContext, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly GrainRuntime _runtime;
    private readonly GrainClass _grainClass;
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<GrainTimer> _timers = [];
    private readonly CancellationToken _life;
    private readonly Queue<ITurn> _mailbox;
    private ActivationLifecycle _lifecycle;
    private DeactivationReason _reason;
    private CancellationToken _endToken;
    private int _idleSweeps;

    public Activation(GrainRuntime runtime, GrainId id, IEnumerable<Call> waking)
    {
        _runtime = runtime;
        _grainClass = runtime.Classes[id.Type];
        GrainId = id;
        _life = runtime.Cluster?.Life ?? CancellationToken.None;
        _mailbox = new Queue<ITurn>(waking);
        _lifecycle = ActivationLifecycle.Born(_mailbox.Count, runtime.Options.MailboxCapacity);
    }

    public GrainId GrainId { get; }

    public Task Deactivated => _deactivated.Task;

    public PostResult Post(Call call)
    {
        lock (_gate)
        {
            switch (Decide(ActivationEvent.CallArrived))
            {
                case ActivationDecision.LookAgain:
                    return PostResult.Dead;
                case ActivationDecision.RefuseFull:
                    return PostResult.Full;
                case ActivationDecision.Queue:
                    _mailbox.Enqueue(call);
                    return PostResult.Taken;
                case var start:
                    _next = start;
                    _turn = call;
                    break;
            }
        }

        Start();
        return PostResult.Taken;
    }

    public void Post(GrainTimer tick)
    {
        lock (_gate)
        {
            switch (Decide(ActivationEvent.TickArrived))
            {
                case ActivationDecision.Drop:
                    return;
                case ActivationDecision.Queue:
                    _mailbox.Enqueue(tick);
                    return;
                case var start:
                    _next = start;
                    _turn = tick;
                    break;
            }
        }

        Start();
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        RequestEnd(ActivationEvent.DeactivationRequested, deactivationReason, cancellationToken);

    /// <summary>
    /// Called at every idle sweep; ends the activation when it took no turn during the last <paramref name="limit"/> of them.
    /// </summary>
    public void SweepIdle(int limit)
    {
        if (Interlocked.Increment(ref _idleSweeps) <= limit) return;
        var unused = new DeactivationReason(DeactivationReasonCode.ActivationIdle, "It was not used for a while.");
        RequestEnd(ActivationEvent.FoundIdle, unused, CancellationToken.None);
    }

    public IGrainTimer StartTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new GrainTimer(this, _runtime, callback, options.KeepAlive);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private void RequestEnd(ActivationEvent request, DeactivationReason reason, CancellationToken token)
    {
        lock (_gate)
        {
            var decision = Decide(request);
            if (decision is ActivationDecision.Drop) return;
            (_reason, _endToken) = (reason, token);
            if (decision is ActivationDecision.EndLater) return;
            _next = decision;
        }

        Start();
    }

    private ActivationDecision Decide(ActivationEvent happened)
    {
        (_lifecycle, var decision) = _lifecycle.On(happened);
        return decision;
    }
}
