using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Live;
using MiniVercel.Platform.Logs;

namespace MiniVercel.Gateway.Api.Logs;

/// <summary>A log in three forms: pages of JSON, plain text, and a stream that follows while it is written.</summary>
internal static class LogForms
{
    private const int PageSize = 1_000;
    private const string Plain = "text/plain";
    private const string Events = "text/event-stream";

    public delegate Task<IReadOnlyList<LogLine>> ReadLines(long after, int limit, CancellationToken cancellationToken);

    public static RouteHandlerBuilder GivesLog(this RouteHandlerBuilder endpoint) =>
        endpoint.Gives<LogPage>().GivesTextAs(Plain, Events).Asks("after");

    /// <summary>Answers in the form that is asked for.</summary>
    public static async Task Write(HttpContext context, ReadLines read, Func<long, IAsyncEnumerable<FeedEvent>> follow)
    {
        var after = ReadAfter(context.Request);
        var accept = context.Request.Headers.Accept.ToString();
        if (accept.Contains(Events, StringComparison.OrdinalIgnoreCase))
            await WriteEvents(context, follow(after));
        else if (accept.Contains(Plain, StringComparison.OrdinalIgnoreCase))
            await WritePlain(context, after, read);
        else
            await WritePage(context, after, read);
    }

    private static long ReadAfter(HttpRequest request)
    {
        var text = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query["after"].FirstOrDefault();
        if (text is null)
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? after
            : throw new InvalidInputException("after", "It must be the number of the last line already read.");
    }

    private static async Task WritePage(HttpContext context, long after, ReadLines read)
    {
        var lines = await read(after, PageSize, context.RequestAborted);
        long? next = lines.Count == PageSize ? lines[^1].Seq : null;
        await context.Response.WriteAsJsonAsync(new LogPage(lines, next), ApiJson.Options, context.RequestAborted);
    }

    private static async Task WritePlain(HttpContext context, long after, ReadLines read)
    {
        context.Response.ContentType = $"{Plain}; charset=utf-8";
        while (await read(after, PageSize, context.RequestAborted) is { Count: > 0 } lines)
        {
            foreach (var line in lines)
                await context.Response.WriteAsync(line.Text + "\n", context.RequestAborted);
            after = lines[^1].Seq;
        }
    }

    private static async Task WriteEvents(HttpContext context, IAsyncEnumerable<FeedEvent> events)
    {
        context.Response.ContentType = Events;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await foreach (var happened in events)
        {
            switch (happened)
            {
                case FeedEvent.Lines { Batch.Lines: var lines }:
                    foreach (var line in lines)
                        await context.Response.WriteAsync($"id: {line.Seq}\ndata: {JsonSerializer.Serialize(line, ApiJson.Options)}\n\n", context.RequestAborted);
                    break;
                case FeedEvent.Ended ended:
                    await context.Response.WriteAsync($"event: status\ndata: {JsonSerializer.Serialize(ended.Build, ApiJson.Options)}\n\n", context.RequestAborted);
                    break;
                default:
                    await context.Response.WriteAsync(": still here\n\n", context.RequestAborted);
                    break;
            }

            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}

/// <param name="Next">The line that the next part begins behind.</param>
internal sealed record LogPage(IReadOnlyList<LogLine> Items, long? Next);
