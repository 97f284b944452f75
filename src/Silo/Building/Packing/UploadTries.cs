using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>
/// An upload that fails is tried again after 1, 2, 4, 8 and 16 seconds, and the log says so: engines restart, and disks are freed. Then
/// the build has failed.
/// </summary>
public sealed class UploadTries(Func<string, ValueTask> say, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan[] Pauses = [.. Enumerable.Range(0, 5).Select(i => TimeSpan.FromSeconds(1 << i))];

    /// <summary>Several files are uploaded at a time, and the log has one writer.</summary>
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <exception cref="BuildStepFailedException">The last one has failed as well.</exception>
    public async Task Upload(string name, Func<Task> upload, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await upload();
                return;
            }
            catch (IOException e) when (tries < Pauses.Length)
            {
                await Say($"{name} could not be stored. {e.Message} Trying again in {Pauses[tries].TotalSeconds:0} s.", cancellationToken);
                await Task.Delay(Pauses[tries], clock, cancellationToken);
            }
            catch (IOException e)
            {
                throw new BuildStepFailedException(BuildReason.UploadFailed, $"{name} could not be stored, and it was tried {Pauses.Length + 1} times. {e.Message}");
            }
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task Say(string sentence, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            await say(sentence);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
