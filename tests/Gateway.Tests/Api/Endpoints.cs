using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>Every call the API has, as the server itself knows them: one that is added later is tested as well.</summary>
internal static partial class Endpoints
{
    public static IReadOnlyList<(string Method, string Pattern)> Of(TestSilo silo) =>
    [
        .. from endpoint in silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/')),
    ];

    /// <summary>The pattern with each of its parameters filled in, by the name of the thing before it.</summary>
    public static string Fill(string pattern, Func<string, string> idOf) =>
        Parameter().Replace(pattern, match => $"{match.Groups["thing"].Value}/{idOf(match.Groups["thing"].Value)}");

    [GeneratedRegex(@"(?<thing>[a-z]*)/\{[^}]+\}")]
    private static partial Regex Parameter();
}
