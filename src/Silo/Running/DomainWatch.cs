using MiniVercel.Platform.Domains;

namespace MiniVercel.Silo.Running;

/// <summary>Looks after custom domains: whether those that wait for it have become somebody's, and whether the others still are.</summary>
public sealed partial class DomainWatch(DomainVerification domains, TimeProvider clock, ILogger<DomainWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await domains.LookAtDue(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotLook(e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The custom domains could not be looked at: {Error}")]
    private partial void LogCannotLook(string error);
}
