using System.Text.Json;

namespace MiniVercel.Runtime;

/// <summary>A call whose caller waits, for so long, unless it cancels.</summary>
internal abstract class PendingCall(GrainId target, GrainRequest request) : Call(target, request)
{
    private CancellationTokenRegistration _caller;

    /// <summary>How long the caller waits, and when that is over on the engine's clock.</summary>
    public TimeSpan Timeout { get; set; }

    public long Deadline { get; set; }

    // The call's place in CallDeadlines: a list threaded through the calls costs no allocation.
    public CallDeadlines.Shard? Shard { get; set; }

    public PendingCall? Earlier { get; set; }

    public PendingCall? Later { get; set; }

    public void ReleaseOn(CancellationToken token)
    {
        if (token.CanBeCanceled) _caller = token.UnsafeRegister(static (call, token) => ((PendingCall)call!).Cancel(token), this);
    }

    public void TimeOut()
    {
        if (!TryEnd(out var stage)) return;
        CancelCallee(stage);
        Leave();
        SetException(new TimeoutException(
            $"{Request} of grain {Target} gave no answer within {Timeout.TotalSeconds:0.###} s: " +
            stage switch
            {
                Stage.Running => "it is still running there. Shorten its turn",
                Stage.Away => "it was sent to another process and may have run. Find the slow turn",
                _ => "it was still waiting behind other requests and will not run. Find the slow turn",
            } +
            ", or allow more time with [ResponseTimeout]."));
    }

    public sealed override void Answer(ReadOnlySpan<byte> result, JsonSerializerOptions options)
    {
        try
        {
            Read(result, options);
        }
        catch (Exception e)
        {
            Fail(new OrleansException($"{Request} of grain {Target} ran, but its answer cannot be read here: {e.Message}", e));
            return;
        }

        if (!TryEnd(out _)) return;
        Leave();
        SetReadResult();
    }

    protected sealed override void Succeed(Task result)
    {
        Leave();
        SetResult(result);
    }

    protected sealed override void OnFailed(Exception reason)
    {
        Leave();
        if (reason is OperationCanceledException canceled) SetCanceled(canceled.CancellationToken);
        else SetException(reason);
    }

    /// <summary>Reads the value that another process answered with, for <see cref="SetReadResult"/>.</summary>
    protected abstract void Read(ReadOnlySpan<byte> result, JsonSerializerOptions options);

    protected abstract void SetReadResult();

    protected abstract void SetResult(Task result);

    protected abstract void SetException(Exception reason);

    protected abstract void SetCanceled(CancellationToken token);

    private void Cancel(CancellationToken token)
    {
        if (!TryEnd(out var stage)) return;
        CancelCallee(stage);
        Leave();
        SetCanceled(token);
    }

    private void Leave()
    {
        _caller.Unregister();
        Shard?.Remove(this);
    }
}

// Answers continue on the thread pool: a caller's code must never run inside the turn of the grain that answered it.

internal sealed class ResultCall<TResult>(GrainId target, GrainRequest<TResult> request) : PendingCall(target, request)
{
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _read;

    public Task<TResult> Result => _answer.Task;

    protected override void Read(ReadOnlySpan<byte> result, JsonSerializerOptions options) =>
        _read = JsonSerializer.Deserialize<TResult>(result, options);

    protected override void SetReadResult() => _answer.SetResult(_read!);

    protected override void SetResult(Task result) => _answer.SetResult(((Task<TResult>)result).Result);

    protected override void SetException(Exception reason) => _answer.SetException(reason);

    protected override void SetCanceled(CancellationToken token) => _answer.SetCanceled(token);
}

internal sealed class VoidCall(GrainId target, GrainRequest request) : PendingCall(target, request)
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Result => _answer.Task;

    protected override void Read(ReadOnlySpan<byte> result, JsonSerializerOptions options)
    {
    }

    protected override void SetReadResult() => _answer.SetResult();

    protected override void SetResult(Task result) => _answer.SetResult();

    protected override void SetException(Exception reason) => _answer.SetException(reason);

    protected override void SetCanceled(CancellationToken token) => _answer.SetCanceled(token);
}
