using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Auth;

internal static class AccountProblems
{
    public static IResult TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Of(429, "Too many tries", $"Try again in {seconds} s.");
    }
}
