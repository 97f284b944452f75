using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>By what a call is found again: the caller's own name for it if it has one, else its trace.</summary>
internal static class RequestIds
{
    private const string Header = "x-request-id";
    private const int Longest = 64;

    public static string Of(HttpContext context) =>
        context.Request.Headers[Header].ToString() is { Length: > 0 and <= Longest } own && own.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? own
            : Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public static void Answer(HttpContext context) => context.Response.Headers[Header] = Of(context);
}
