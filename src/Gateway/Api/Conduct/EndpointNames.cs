using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MiniVercel.Gateway.Api.Conduct;

/// <summary>
/// What a call is named, wherever it is written down: the nouns of its address and what is done with the last of them, as
/// `projects.env.add`. Made from what stands in the code, so that a new call has a name without being given one.
/// </summary>
internal static class EndpointNames
{
    public static string? Of(Endpoint? endpoint) =>
        endpoint is RouteEndpoint route ? Of(route.RoutePattern.RawText ?? "", route.Metadata) : null;

    public static string Of(string path, IEnumerable<object> metadata)
    {
        var nouns = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => !s.StartsWith('{')).SkipWhile(s => s == "api").ToList();
        if (metadata.OfType<MethodInfo>().FirstOrDefault() is not { } handler || !char.IsAsciiLetter(handler.Name[0]))
            return string.Join('.', nouns);
        var verb = JsonNamingPolicy.SnakeCaseLower.ConvertName(handler.Name);
        return nouns.Count > 0 && nouns[^1] == verb.Replace("_", "", StringComparison.Ordinal) ? string.Join('.', nouns) : string.Join('.', [.. nouns, verb]);
    }
}
