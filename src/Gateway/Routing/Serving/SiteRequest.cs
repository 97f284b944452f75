using Microsoft.AspNetCore.Http;
using MiniVercel.Platform.Rules;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>What rules can ask of a request.</summary>
internal readonly struct SiteRequest(HttpRequest request)
{
    public string Path { get; } = request.Path.Value is { Length: > 0 } path ? path : "/";

    /// <summary>Nothing where there is none of that name.</summary>
    public string? Find(ConditionKind kind, string key) => kind switch
    {
        ConditionKind.Host => request.Host.Host.ToLowerInvariant(),
        ConditionKind.Cookie => request.Cookies[key],
        ConditionKind.Query => request.Query.TryGetValue(key, out var values) ? values[0] ?? "" : null,
        _ => request.Headers.TryGetValue(key, out var values) ? values.ToString() : null,
    };
}
