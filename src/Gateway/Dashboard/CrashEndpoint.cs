using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;

namespace MiniVercel.Gateway.Dashboard;

/// <param name="Page">The address of the page that broke.</param>
internal sealed record CrashBody(string Page, string Message, string? Stack);

/// <summary>Where a page of the dashboard tells that it broke, since nobody reads the console of somebody else's browser.</summary>
internal static class CrashEndpoint
{
    private const int LargestBody = 16 << 10;
    private const int LongestLine = 500;
    private const int LongestStack = 4_000;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/dashboard/crashes", Report).NeedsNoTeam().WithMetadata(new RequestSizeLimitAttribute(LargestBody)).Takes<CrashBody>().GivesNothing();

    private static async Task<IResult> Report(HttpContext context, CrashReports reports)
    {
        var fields = await Fields.Read(context.Request);
        var page = fields.Text("page", null, Line, required: true);
        var message = fields.Text("message", null, Line, required: true);
        var stack = fields.Text("stack", null, text => text.Length <= LongestStack ? null : $"It must be at most {LongestStack} characters long.");
        fields.ThrowIfRefused();
        if (reports.Write(context.Caller().Name, page!, message!, stack ?? ""))
            return Results.NoContent();

        context.Response.Headers.RetryAfter = CrashReports.Seconds;
        return Problems.Of(429, "Too many reports", "The log has enough of these for now.");
    }

    private static string? Line(string text) => text.Length is > 0 and <= LongestLine ? null : $"It must have 1 to {LongestLine} characters.";
}
