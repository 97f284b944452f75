namespace MiniVercel.Testing.Barriers;

/// <summary>A place where somebody who works waits for the test, and the test can see that they do.</summary>
internal sealed class Barrier
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Arrived => _arrived.Task.WaitAsync(Patience);

    public void Open() => _open.TrySetResult();

    public Task Pass(CancellationToken cancellationToken)
    {
        _arrived.TrySetResult();
        return _open.Task.WaitAsync(Patience, cancellationToken);
    }
}
