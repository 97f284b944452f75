namespace MiniVercel.Cli.Deploying;

/// <summary>No wait is for ever, and one that was in vain says so.</summary>
internal static class Deadline
{
    public static async Task<T> WithinAsync<T>(
        TimeSpan limit, TimeProvider clock, string inVain, Func<CancellationToken, Task<T>> wait, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await wait(either.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new CommandFailedException(inVain);
        }
    }
}
