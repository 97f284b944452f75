using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Cli.Tests.Testing;

/// <summary>Answers as the contract spells them: the names here are the wire's own, so that a wrong one in the client shows.</summary>
internal static class Answers
{
    public static async Task JsonAsync(this HttpContext context, object? body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(body));
    }

    public static async Task ProblemAsync(this HttpContext context, int status, string title, string? detail = null, object? errors = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { title, detail, errors, trace_id = "trace-1", status }));
    }

    public static object Line(long seq, string text, string step = "build") =>
        new { seq, at = "2026-01-02T03:04:05Z", stream = "stdout", step, text };

    public static async Task SendLineAsync(this HttpContext context, long seq, string text)
    {
        OpenStream(context);
        await context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture, $"id: {seq}\ndata: {JsonSerializer.Serialize(Line(seq, text))}\n\n"));
        await context.Response.Body.FlushAsync();
    }

    public static async Task SendEndAsync(this HttpContext context, string status)
    {
        OpenStream(context);
        await context.Response.WriteAsync($"event: status\ndata: {{\"status\":\"{status}\"}}\n\n");
    }

    private static void OpenStream(HttpContext context)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
    }
}
