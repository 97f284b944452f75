using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Accounts.Callers;

namespace MiniVercel.Gateway.Live.Events;

/// <summary>
/// What a connection came in with, kept apart from the request that brought it: that one is used again when the connection has gone. Asked
/// for his papers again, the holder may be somebody else by then, or nobody.
/// </summary>
internal sealed record Papers(string Authorization, string Cookie)
{
    public static Papers Of(HttpContext context) =>
        new(context.Request.Headers.Authorization.ToString(), context.Request.Headers.Cookie.ToString());

    public Task<Caller?> Holder(Identification identification, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext { RequestAborted = cancellationToken };
        // A header that is there but empty is a token that is none, and then no cookie counts.
        if (Authorization.Length > 0)
            context.Request.Headers.Authorization = Authorization;
        if (Cookie.Length > 0)
            context.Request.Headers.Cookie = Cookie;
        return identification.Of(context);
    }
}
