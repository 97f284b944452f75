namespace MiniVercel.Runtime;

/// <summary>A call from another process, which waits for its answer on the connection that it came on.</summary>
internal sealed class IncomingCall(GrainId target, GrainRequest request, Connection caller, long number) : Call(target, request)
{
    public long Number => number;

    /// <summary>Sends it to whoever has the grain, or to look again. It has not run here, and never will.</summary>
    public void Redirect(Location? owner)
    {
        if (TryEnd(out _)) caller.Redirect(this, owner);
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Withdraw()
    {
        if (TryEnd(out var stage)) CancelCallee(stage);
    }

    protected override void Succeed(Task result) => caller.Answer(this, result);

    protected override void OnFailed(Exception reason) => caller.Refuse(this, reason);
}
