using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Api;

namespace MiniVercel.Gateway.Accounts;

/// <summary>Marks an endpoint that anybody may call.</summary>
public sealed class OpenToAll
{
    public static readonly OpenToAll Instance = new();
}

/// <summary>Nothing of the API is answered to a stranger, not even that it does not exist.</summary>
public sealed class BearerAuthentication(RequestDelegate next, ApiTokens tokens)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is null)
        {
            var header = context.Request.Headers.Authorization.ToString();
            var caller = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && header.Length <= 512
                ? await tokens.Find(header[Scheme.Length..].Trim(), context.RequestAborted)
                : null;
            if (caller is null)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await Problems.Of(401, "Not logged in", "Send a valid API token as 'Authorization: Bearer …'.").ExecuteAsync(context);
                return;
            }

            context.Features.Set(caller);
        }

        await next(context);
    }
}

public static class CallerOfRequest
{
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint is open to all: nobody is known to call it.");
}
