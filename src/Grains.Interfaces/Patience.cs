namespace MiniVercel;

/// <summary>
/// How a caller outside the grains bears that a silo or the database goes: it asks again until it is answered. Only for what
/// does twice what it does once, because the first call may have run and only its answer been lost. A visitor is made to wait
/// for a while only; a runner waits as long as it takes, because its work would otherwise be begun anew for nothing.
/// </summary>
public sealed class Patience(TimeSpan atMost, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    public static Patience Endless(TimeProvider clock) => new(Timeout.InfiniteTimeSpan, clock);

    /// <summary>Calls a grain.</summary>
    public Task<T> Ask<T>(Func<Task<T>> call, CancellationToken cancellationToken = default) => Insist(call, MayPass, cancellationToken);

    /// <inheritdoc cref="Ask{T}"/>
    public Task Ask(Func<Task> call, CancellationToken cancellationToken = default) => Ask(() => Nothing(call), cancellationToken);

    /// <summary>Works with the database.</summary>
    public Task<T> Work<T>(Func<Task<T>> work, CancellationToken cancellationToken = default) => Insist(work, IsAway, cancellationToken);

    /// <inheritdoc cref="Work{T}"/>
    public Task Work(Func<Task> work, CancellationToken cancellationToken = default) => Work(() => Nothing(work), cancellationToken);

    private async Task<T> Insist<T>(Func<Task<T>> call, Func<Exception, bool> mayPass, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (mayPass(e) && (atMost == Timeout.InfiniteTimeSpan || clock.GetElapsedTime(started) + pause < atMost))
            {
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    private static async Task<object?> Nothing(Func<Task> call)
    {
        await call();
        return null;
    }

    /// <summary>
    /// The silo went, or the grain was awake twice for a moment and the other one wrote first, or nobody answers: a silo
    /// without a lease lets its calls wait.
    /// </summary>
    private static bool MayPass(Exception exception) =>
        exception is SiloUnavailableException or InconsistentStateException or TimeoutException || IsAway(exception);

    /// <summary>What a grain says of its storage, an engine may have wrapped.</summary>
    private static bool IsAway(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is DatabaseUnavailableException)
                return true;
        }

        return false;
    }
}
