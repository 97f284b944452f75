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

    /// <summary>Of a site that a program answers for, the files alone.</summary>
    public static Task ServerNotHosted(HttpContext context) => Write(
        context, StatusCodes.Status503ServiceUnavailable, "This page needs the site's own server",
        "It was built, and its files are here, but this version of Mini Vercel starts no servers.");

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
