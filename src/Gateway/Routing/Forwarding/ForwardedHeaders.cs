using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>The headers by which a visitor's request is described on its way to an app. They are this platform's own to say.</summary>
internal static class ForwardedHeaders
{
    /// <summary>What the nodes tell each other; nothing of it comes from outside or goes there.</summary>
    public const string Own = "x-mv-";

    /// <summary>The host that the visitor came by, between nodes.</summary>
    public const string Host = Own + "host";

    /// <summary>Why an engine has not passed a request on.</summary>
    public const string Refused = Own + "refused";

    /// <summary>Apps believe these: frameworks skip their own checks for some of them.</summary>
    private static readonly FrozenSet<string> s_trusted = FrozenSet.ToFrozenSet(
    [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP",
        "X-Middleware-Subrequest", "X-Original-URL", "X-Rewrite-URL",
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whatever a visitor has said about itself by them is replaced by what is so.</summary>
    public static void Describe(HttpRequestMessage request, HttpContext visitor)
    {
        Remove(request.Headers, name => IsOwn(name) || s_trusted.Contains(name));
        var address = visitor.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : visitor.Connection.RemoteIpAddress;
        if (address is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address.ToString());
            request.Headers.TryAddWithoutValidation("X-Real-IP", address.ToString());
        }

        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", visitor.Request.Host.Value);
        // As the visitor came, not as it says: HTTP/2 lets a client name the scheme.
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", visitor.Features.Get<ITlsConnectionFeature>() is null ? "http" : "https");
    }

    /// <summary>What nodes have told each other is not for the app, and nobody answers in the platform's name but itself.</summary>
    public static void RemoveOwn(HttpHeaders headers) => Remove(headers, IsOwn);

    private static void Remove(HttpHeaders headers, Func<string, bool> isUnwanted)
    {
        List<string>? unwanted = null;
        foreach (var (name, _) in headers.NonValidated)
        {
            if (isUnwanted(name))
                (unwanted ??= []).Add(name);
        }

        foreach (var name in unwanted ?? [])
            headers.Remove(name);
    }

    private static bool IsOwn(string name) => name.StartsWith(Own, StringComparison.OrdinalIgnoreCase);
}
