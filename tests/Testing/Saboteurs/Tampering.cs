using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MiniVercel.Testing.Saboteurs;

/// <summary>Something between the caller and the API that changes what is asked or answered.</summary>
public static class Tampering
{
    /// <summary>The last of a part is not in it, nor in the next one: an index that is off by one.</summary>
    public static void EndsOfParts(IServiceCollection services) => Before(services, async (context, next) =>
    {
        if (context.Request.Path != "/api/projects" || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
            return;
        }

        var to = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await next(context);
        context.Response.Body = to;
        var answer = kept.ToArray();
        if (JsonNode.Parse(answer) is { } page && page["next"] is not null)
        {
            page["items"]!.AsArray().RemoveAt(page["items"]!.AsArray().Count - 1);
            answer = System.Text.Encoding.UTF8.GetBytes(page.ToJsonString());
            context.Response.ContentLength = null;
        }

        await to.WriteAsync(answer, context.RequestAborted);
    });

    /// <summary>Whoever comes back to a log is told of it from one line too late on.</summary>
    public static void Resumptions(IServiceCollection services) => Before(services, (context, next) =>
    {
        var request = context.Request;
        var said = request.Headers["last-event-id"].FirstOrDefault() ?? request.Query["after"].FirstOrDefault();
        if (request.Path.Value!.EndsWith("/logs", StringComparison.Ordinal) && long.TryParse(said, CultureInfo.InvariantCulture, out var last))
        {
            request.Headers.Remove("last-event-id");
            request.QueryString = QueryString.Create("after", (last + 1).ToString(CultureInfo.InvariantCulture));
        }

        return next(context);
    });

    private static void Before(IServiceCollection services, Func<HttpContext, RequestDelegate, Task> tamper) =>
        services.AddSingleton<IStartupFilter>(new Filter(tamper));

    private sealed class Filter(Func<HttpContext, RequestDelegate, Task> tamper) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(tamper);
            next(app);
        };
    }
}
