using Microsoft.Extensions.Hosting;

namespace MiniVercel.Runtime;

/// <summary>Ends every activation when the host stops. Grains need no start: they wake when they are called; a cluster does.</summary>
internal sealed class GrainRuntimeLifetime(GrainRuntime runtime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        runtime.Cluster?.StartAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => runtime.StopAsync(cancellationToken);
}
