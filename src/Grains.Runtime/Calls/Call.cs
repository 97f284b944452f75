using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;

// The token source has no timer and no wait handle: there is nothing to dispose, and a caller may cancel it at any time.
#pragma warning disable CA1001

namespace MiniVercel.Runtime;

/// <summary>A thing that takes a turn in a mailbox: a call or a timer's tick.</summary>
internal interface ITurn
{
    /// <summary>Whether the turn counts as use of the activation.</summary>
    bool KeepsAlive { get; }

    /// <summary>Runs the turn and returns what escaped it; never throws.</summary>
    ValueTask<Exception?> RunAsync(object target);

    /// <summary>Tells whoever waits for the turn that it is over.</summary>
    void Finish();
}

/// <summary>The way a call took to another process.</summary>
internal interface IRemoteLeg
{
    /// <summary>Nobody waits for the answer any more: take the request back, or cancel its turn.</summary>
    void Abandon(Call call);
}

/// <summary>One request under way to one target. It ends exactly once: answered, failed, or given up by its caller.</summary>
internal abstract class Call(GrainId target, GrainRequest request) : ITurn
{
    private int _stage = (int)Stage.Waiting;
    private CancellationTokenSource? _calleeCancellation;
    private Exception? _fault;
    private Task? _result;
    private IRemoteLeg? _leg;

    public GrainId Target => target;

    /// <summary>The other process that an observer lives in.</summary>
    public SiloAddress? Home { get; init; }

    /// <summary>The caller's <see cref="RequestContext"/>.</summary>
    public ImmutableDictionary<string, object>? Context { get; init; } = RequestContext.Current;

    /// <summary>How often it was sent to a silo that did not have the grain.</summary>
    public int Hops { get; set; }

    /// <summary>Its number on the leg that it is away on.</summary>
    public long LegNumber { get; private set; }

    /// <summary>Whether whoever sent it here chose this silo for a grain that is active nowhere.</summary>
    public bool PlacedHere { get; set; }

    public GrainRequest Request => request;

    /// <summary>The trace that the call is a part of: it goes along as <see cref="Context"/> does.</summary>
    public ActivityContext Trace { get; init; } = Activity.Current?.Context ?? default;

    public bool KeepsAlive => true;

    public bool IsOver => Volatile.Read(ref _stage) == (int)Stage.Over;

    // An async method, also because it keeps what the grain sets in its ExecutionContext from the turns after it.
    public async ValueTask<Exception?> RunAsync(object instance)
    {
        if (request.AcceptsCancellation) _calleeCancellation = new CancellationTokenSource();
        if (Interlocked.CompareExchange(ref _stage, (int)Stage.Running, (int)Stage.Waiting) != (int)Stage.Waiting) return null;
        if (Context is not null) RequestContext.Current = Context;
        try
        {
            _result = request.InvokeAsync(instance, _calleeCancellation?.Token ?? CancellationToken.None);
            await _result;
            return null;
        }
        catch (Exception e)
        {
            return _fault = e;
        }
    }

    public void Finish()
    {
        if (!TryEnd(out _)) return;
        if (_fault is null) Succeed(_result!);
        else OnFailed(_fault);
    }

    /// <summary>Ends the call without, or before, its turn.</summary>
    public void Fail(Exception reason)
    {
        if (TryEnd(out _)) OnFailed(reason);
    }

    /// <summary>From now on another process may run it; false when its caller has already left.</summary>
    public bool TryGoAway(IRemoteLeg leg, long number)
    {
        (_leg, LegNumber) = (leg, number);
        return Interlocked.CompareExchange(ref _stage, (int)Stage.Away, (int)Stage.Waiting) is (int)Stage.Waiting;
    }

    /// <summary>It is known not to have run there; false when its caller has left meanwhile.</summary>
    public bool TryComeBack() => Interlocked.CompareExchange(ref _stage, (int)Stage.Waiting, (int)Stage.Away) is (int)Stage.Away;

    /// <summary>Ends the call with what another process answered.</summary>
    public virtual void Answer(ReadOnlySpan<byte> result, JsonSerializerOptions options)
    {
    }

    protected abstract void Succeed(Task result);

    protected abstract void OnFailed(Exception reason);

    protected bool TryEnd(out Stage before)
    {
        before = (Stage)Interlocked.Exchange(ref _stage, (int)Stage.Over);
        return before != Stage.Over;
    }

    // Asynchronously: the callee's own continuations must not run on the thread of a caller that only wanted to leave.
    protected void CancelCallee(Stage before)
    {
        _ = _calleeCancellation?.CancelAsync();
        if (before is Stage.Away) _leg!.Abandon(this);
    }

    protected enum Stage
    {
        Waiting,
        Running,
        Away,
        Over,
    }
}

/// <summary>A call nobody waits for: what goes wrong is only logged.</summary>
internal sealed class OneWayCall(GrainId target, GrainRequest request, ILogger logger) : Call(target, request)
{
    protected override void Succeed(Task result)
    {
    }

    // That an observer is gone is how most subscriptions end.
    protected override void OnFailed(Exception reason) => GrainRuntimeLog.OneWayFailed(
        logger, reason is ClientNotAvailableException ? LogLevel.Debug : LogLevel.Warning, Request, Target, reason);
}
