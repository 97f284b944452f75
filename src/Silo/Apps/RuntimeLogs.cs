using MiniVercel.Platform.Apps;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Silo.Apps;

/// <summary>Opens the logs of the apps that this engine runs.</summary>
public sealed class RuntimeLogs(AppLogStore store, TimeProvider clock, ILogger<RuntimeLogs> logger)
{
    /// <summary>A log that goes on where the app's lines end. It waits for nothing: an app starts though the database is away.</summary>
    public Task<RuntimeLog> Open(string app, SecretMask mask, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<RuntimeLog>(cancellationToken)
            : Task.FromResult(new RuntimeLog(app, mask, store, clock, logger));
}
