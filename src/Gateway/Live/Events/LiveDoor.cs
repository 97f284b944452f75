using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>Who may come in to the live events at all, before and behind the question who he is.</summary>
internal sealed class LiveDoor(LiveLimits limits, OwnOrigin own, IHostApplicationLifetime life)
{
    public const string Path = "/hubs/live";

    private readonly ConcurrentDictionary<Papers, int> _inside = [];
    private int _connections;

    /// <summary>
    /// Browsers cannot set headers on web sockets, so here alone the token may stand in the address, where nobody but this reads it. And a
    /// client that negotiated may have done so with another gateway: what it was given there is not asked for here.
    /// </summary>
    public static Task ReadAddress(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal))
        {
            if (context.Request.Headers.Authorization.Count == 0 && context.Request.Query["access_token"] is [{ Length: > 0 } token])
                context.Request.Headers.Authorization = $"Bearer {token}";
            context.Request.QueryString = QueryString.Create(
                context.Request.Query.Where(q => q.Key is not ("access_token" or "id")).Select(q => KeyValuePair.Create<string, StringValues>(q.Key, q.Value)));
        }

        return next(context);
    }

    /// <summary>A page of somebody else's must not listen with the cookies of its visitor, and nobody takes all the room.</summary>
    public async Task Enter(HttpContext context, RequestDelegate next)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        if (own.IsForeign(context.Request))
        {
            await Problems.Of(403, "Not allowed", "The live events are for pages of this host and for programs, not for pages of others.").ExecuteAsync(context);
            return;
        }

        var papers = Papers.Of(context);
        var (all, same) = (Interlocked.Increment(ref _connections), _inside.AddOrUpdate(papers, 1, (_, count) => count + 1));
        try
        {
            // Whoever is sent away because this process ends must not come back to it meanwhile: it would wait for him.
            if (life.ApplicationStopping.IsCancellationRequested)
                await Refuse(context, 503, "Ending", "This gateway ends; come back in a few seconds.");
            else if (all > limits.Connections)
                await Refuse(context, 503, "Full", "This gateway has all the live connections that it can bear.");
            else if (same > limits.ConnectionsOfOne)
                await Refuse(context, 429, "Too many connections", $"There are {limits.ConnectionsOfOne} live connections with these rights already; close one first.");
            else
                await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            if (_inside.AddOrUpdate(papers, 0, (_, count) => count - 1) == 0)
                _inside.TryRemove(KeyValuePair.Create(papers, 0));
        }
    }

    private static Task Refuse(HttpContext context, int status, string title, string detail)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problems.Of(status, title, detail).ExecuteAsync(context);
    }
}
