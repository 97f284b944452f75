using MiniVercel.Platform.Postgres;

namespace MiniVercel.Silo.Running;

/// <summary>A private PostgreSQL has nobody else to start it again when the system has killed it.</summary>
internal sealed class PostgresKeeper(PrivatePostgres postgres) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await postgres.KeepRunning(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}
