namespace MiniVercel;

/// <summary>
/// How a caller outside the grains bears that a silo goes: it asks again until another one answers. Only for calls that do
/// twice what they do once, because the first may have run and only its answer been lost.
/// </summary>
public sealed class Patience(TimeSpan atMost, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    public async Task<T> Ask<T>(Func<Task<T>> call, CancellationToken cancellationToken = default)
    {
        var started = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (MayPass(e) && clock.GetElapsedTime(started) + pause < atMost)
            {
                await Task.Delay(pause, clock, cancellationToken);
            }
        }
    }

    public Task Ask(Func<Task> call, CancellationToken cancellationToken = default) => Ask<object?>(
        async () =>
        {
            await call();
            return null;
        },
        cancellationToken);

    /// <summary>The silo went, or the grain was awake twice for a moment and the other one wrote first.</summary>
    private static bool MayPass(Exception exception) => exception is SiloUnavailableException or InconsistentStateException;
}
