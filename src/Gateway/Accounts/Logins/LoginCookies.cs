using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Tokens;

namespace MiniVercel.Gateway.Accounts.Logins;

/// <summary>
/// The dashboard's login, where no script can read it. Over TLS the names bind the cookies to this very host; without it, as on
/// localhost, a browser would not take them by such names.
/// </summary>
public static class LoginCookies
{
    private const string AccessName = "mv_access";
    private const string RefreshName = "mv_refresh";
    private const string OnlyThisHost = "__Host-";

    public static string? Access(HttpRequest request) => Read(request, AccessName);

    public static string? Refresh(HttpRequest request) => Read(request, RefreshName);

    public static void Set(HttpContext context, LoginTokens tokens)
    {
        Append(context, AccessName, tokens.Access, AccessTokens.Lifetime);
        Append(context, RefreshName, tokens.Refresh, Sessions.RefreshWithin);
    }

    public static void Clear(HttpContext context)
    {
        foreach (var name in new[] { AccessName, RefreshName })
        {
            foreach (var spelled in new[] { name, OnlyThisHost + name })
            {
                if (context.Request.Cookies.ContainsKey(spelled))
                    context.Response.Cookies.Delete(spelled, Options(context));
            }
        }
    }

    /// <summary>Over TLS only by the name that nobody else can set: a neighbouring site could set the other one for our whole domain.</summary>
    private static string? Read(HttpRequest request, string name) =>
        request.Cookies.TryGetValue(request.IsHttps ? OnlyThisHost + name : name, out var value) && value.Length <= Jwt.Longest ? value : null;

    private static void Append(HttpContext context, string name, string value, TimeSpan lifetime)
    {
        var options = Options(context);
        options.MaxAge = lifetime;
        context.Response.Cookies.Append(context.Request.IsHttps ? OnlyThisHost + name : name, value, options);
    }

    private static CookieOptions Options(HttpContext context) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/" };
}
