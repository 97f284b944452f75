using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MiniVercel.Gateway.Routing.Forwarding;

/// <summary>What a visitor has asked for, byte for byte: an app may tell `%2f` from a slash, so nothing is decoded and encoded again.</summary>
internal static class RequestTarget
{
    private static readonly UriCreationOptions s_asItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.StartsWith('/'))
            return target;
        // The form that proxies are sent, with the host before the path; or nothing but a star.
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? -1 : target.IndexOfAny(['/', '?'], authority + 3);
        return path < 0 ? "/" : target[path] == '/' ? target[path..] : "/" + target[path..];
    }

    public static Uri At(string prefix, string target) => new(prefix + target, s_asItIs);
}
