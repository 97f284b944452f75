using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Live;
using MiniVercel.Platform.Builds;

namespace MiniVercel.Gateway.Api.Builds;

/// <summary>A build's log in three forms: pages of JSON, plain text, and a stream that follows while it is written.</summary>
internal static class BuildLogEndpoint
{
    private const int PageSize = 1_000;

    public static async Task Get(HttpContext context, string id, BuildQueries builds, BuildLogStore logs, BuildFeeds feeds)
    {
        if (await builds.Find(context.Caller().Team, id, context.RequestAborted) is null)
        {
            await Problems.NotFound("build").ExecuteAsync(context);
            return;
        }

        var build = new BuildId(id);
        var after = ReadAfter(context.Request);
        var accept = context.Request.Headers.Accept.ToString();
        if (accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            await Follow(context, build, after, feeds);
        else if (accept.Contains("text/plain", StringComparison.OrdinalIgnoreCase))
            await WritePlain(context, build, after, logs);
        else
            await WritePage(context, build, after, logs);
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

    private static async Task WritePage(HttpContext context, BuildId build, long after, BuildLogStore logs)
    {
        var lines = await logs.Read(build, after, PageSize, context.RequestAborted);
        long? next = lines.Count == PageSize ? lines[^1].Seq : null;
        await context.Response.WriteAsJsonAsync(new { items = lines, next }, ApiJson.Options, context.RequestAborted);
    }

    private static async Task WritePlain(HttpContext context, BuildId build, long after, BuildLogStore logs)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        while (await logs.Read(build, after, PageSize, context.RequestAborted) is { Count: > 0 } lines)
        {
            foreach (var line in lines)
                await context.Response.WriteAsync(line.Text + "\n", context.RequestAborted);
            after = lines[^1].Seq;
        }
    }

    private static async Task Follow(HttpContext context, BuildId build, long after, BuildFeeds feeds)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var team = context.Caller().Team;
        await foreach (var happened in feeds.Follow(team, build, after, context.RequestAborted))
        {
            var text = happened switch
            {
                FeedEvent.Line line => $"id: {line.Value.Seq}\ndata: {JsonSerializer.Serialize(line.Value, ApiJson.Options)}\n\n",
                FeedEvent.Ended ended => $"event: status\ndata: {JsonSerializer.Serialize(ended.Build, ApiJson.Options)}\n\n",
                _ => ": still here\n\n",
            };
            await context.Response.WriteAsync(text, context.RequestAborted);
            if (happened is not FeedEvent.Line { MoreFollow: true })
                await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
