using System.Text;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>The plain pages that a gateway answers with itself.</summary>
internal static class SitePages
{
    public static Task NoSuchHost(HttpContext context) => Write(
        context, StatusCodes.Status404NotFound, "There is nothing here", "No site is served at this address.");

    public static Task NoSuchPage(HttpContext context) => Write(
        context, StatusCodes.Status404NotFound, "Page not found", "This site has no page at this address.");

    public static Task NotUp(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Write(
            context, StatusCodes.Status503ServiceUnavailable, "This site is not up yet", "Nothing is deployed here at the moment. Try again soon.");
    }

    public static Task AppNotUp(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Write(
            context, StatusCodes.Status503ServiceUnavailable, "This site is not up at the moment", "Its server is being started. Try again soon.");
    }

    public static Task AppFailed(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "10";
        return Write(context, StatusCodes.Status503ServiceUnavailable, "This site did not start", "Its server did not come up. Its log says why.");
    }

    /// <summary>The app took the request and ended before it had answered.</summary>
    public static Task AppLost(HttpContext context) => Write(
        context, StatusCodes.Status502BadGateway, "This page could not be made", "The site's server broke off before it had answered.");

    public static Task AppSilent(HttpContext context) => Write(
        context, StatusCodes.Status504GatewayTimeout, "This page takes too long", "The site's server has not answered in time.");

    public static Task BodyTooLarge(HttpContext context, long limit) => Write(
        context, StatusCodes.Status413PayloadTooLarge, "This is too large", $"What is sent to this site may have {limit >> 20} MB.");

    public static Task MethodNotAllowed(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return Write(
            context, StatusCodes.Status405MethodNotAllowed, "Method not allowed", "A static site can be read, not written to.");
    }

    /// <summary>Every content is on two machines at least: who has this one is away, and comes back.</summary>
    public static Task OutOfReach(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Write(
            context, StatusCodes.Status503ServiceUnavailable, "This page cannot be read at the moment",
            "The machine that keeps it does not answer. Try again soon.");
    }

    private static Task Write(HttpContext context, int status, string title, string sentence)
    {
        var page = Encoding.UTF8.GetBytes(
            $$"""
              <!doctype html>
              <html lang="en">
              <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
              <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1.5rem; color: #222 }
                @media (prefers-color-scheme: dark) { body { background: #111; color: #ddd } }
              </style></head>
              <body><h1>{{title}}</h1><p>{{sentence}}</p></body>
              </html>
              """);
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = page.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(page).AsTask();
    }
}
