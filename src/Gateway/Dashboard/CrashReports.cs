using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;

namespace MiniVercel.Gateway.Dashboard;

/// <summary>Writes what browsers tell into the log: so many a minute and no more, whoever sends them, and nothing that is not a line.</summary>
internal sealed partial class CrashReports(ILogger<CrashReports> logger) : IDisposable
{
    /// <summary>How long one waits who comes when it is too much.</summary>
    public const string Seconds = "60";

    private const int MostInAMinute = 30;

    private readonly FixedWindowRateLimiter _limiter = new(new FixedWindowRateLimiterOptions { PermitLimit = MostInAMinute, Window = TimeSpan.FromMinutes(1) });

    /// <summary>Whether it was taken.</summary>
    public bool Write(string who, string page, string message, string stack)
    {
        using var lease = _limiter.AttemptAcquire();
        if (!lease.IsAcquired)
            return false;
        LogCrash(Plain(page), Plain(who), Plain(message), Plain(stack));
        return true;
    }

    public void Dispose() => _limiter.Dispose();

    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A page of the dashboard broke: {Page}, for {Who}: {What} {Stack}")]
    private partial void LogCrash(string page, string who, string what, string stack);
}
