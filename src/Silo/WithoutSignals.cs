namespace MiniVercel.Silo;

/// <summary>Signals are for the process to hear, and a silo may be a part of another one.</summary>
internal sealed class WithoutSignals : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
