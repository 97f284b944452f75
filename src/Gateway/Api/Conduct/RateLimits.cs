using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Accounts.Callers;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>How much one caller may ask for: so many calls a second, and ten times as many at once after a while of silence.</summary>
internal sealed class RateLimits(RequestDelegate next, AccountSettings settings) : IDisposable
{
    private const int Saved = 10;

    private readonly PartitionedRateLimiter<Caller> _limiter = PartitionedRateLimiter.Create<Caller, string>(caller =>
        RateLimitPartition.GetTokenBucketLimiter(caller.Key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = settings.CallsPerSecond * Saved,
            TokensPerPeriod = settings.CallsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        }));

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>() is { } caller)
        {
            using var lease = _limiter.AttemptAcquire(caller);
            if (!lease.IsAcquired)
            {
                context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                await Problems.Of(429, "Too many calls", $"One token may make {settings.CallsPerSecond} calls a second. Try again in a second.").ExecuteAsync(context);
                return;
            }
        }

        await next(context);
    }

    public void Dispose() => _limiter.Dispose();
}
