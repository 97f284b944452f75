using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Gateway.Accounts.Tokens;

namespace MiniVercel.Gateway.Accounts.Callers;

/// <summary>Finds out who calls: by an API token, by an access token of our own or of the issuer we trust, or by the dashboard's cookie.</summary>
public sealed class Identification(ApiTokens tokens, AccessTokens access, Sessions sessions, OutsideTokens outside)
{
    private const string Scheme = "Bearer ";

    public async Task<Caller?> Of(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count > 0)
            return Bearer(context.Request) is { } token ? await Of(token, context.RequestAborted) : null;

        return LoginCookies.Access(context.Request) is { } cookie && await access.Read(cookie, context.RequestAborted) is { } claims
            && await sessions.Find(claims, context.RequestAborted) is { } caller
            ? caller with { ByCookie = true }
            : null;
    }

    public static string? Bearer(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>Who holds this token, whatever kind of token it is.</summary>
    public async Task<Caller?> Of(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > Jwt.Longest)
            return null;
        if (token.StartsWith(ApiTokens.Prefix, StringComparison.Ordinal))
            return await tokens.Find(token, cancellationToken);
        if (await access.Read(token, cancellationToken) is { } claims)
            return await sessions.Find(claims, cancellationToken);
        return await outside.Find(token, cancellationToken);
    }
}
