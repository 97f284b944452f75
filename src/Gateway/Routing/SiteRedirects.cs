using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniVercel.Gateway.Api;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Routing;

/// <summary>
/// `/preview/{build}/…` and `/sites/{domain}/…` on the dashboard's host: sites are served on hosts of their own, so these only say
/// where. They lead to hosts that were given out and nowhere else, and the rest of the address is kept as it was sent.
/// </summary>
public sealed class SiteRedirects(RequestDelegate next, SiteAddresses addresses, RouteTable routes, Database database)
{
    private const string Preview = "/preview/";
    private const string Sites = "/sites/";

    public async Task InvokeAsync(HttpContext context)
    {
        // As it was sent: a path that was decoded cannot be put together again as it was.
        var target = PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (target.StartsWith(Preview, StringComparison.Ordinal))
            await Redirect(context, "build", target[Preview.Length..], id => HostOfBuild(id, context.RequestAborted));
        else if (target.StartsWith(Sites, StringComparison.Ordinal))
            await Redirect(context, "site", target[Sites.Length..], domain => Task.FromResult(HostOfSite(domain)));
        else
            await next(context);
    }

    private static async Task Redirect(HttpContext context, string what, string target, Func<string, Task<string?>> find)
    {
        var end = target.AsSpan().IndexOfAny('/', '?');
        var (name, rest) = end < 0 ? (target, "/") : (target[..end], target[end] == '/' ? target[end..] : "/" + target[end..]);
        if (await find(name) is not { } url)
        {
            await Problems.NotFound(what).ExecuteAsync(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = url + Printable(rest);
        context.Response.Headers.CacheControl = "no-store";
    }

    private async Task<string?> HostOfBuild(string id, CancellationToken cancellationToken)
    {
        var label = Api.Input.Rules.Id(id) is not null ? null : await database.Run(
            (connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "select host from hosts where build_id = @id and kind = 'build'", new { id }, cancellationToken: token)),
            cancellationToken);
        return label is null ? null : addresses.LabelUrl(label);
    }

    private string? HostOfSite(string domain)
    {
        var host = SiteAddresses.Canonical(new HostString(domain));
        return addresses.KeyOf(host) is { } key && routes.Current.Sites.ContainsKey(key) ? addresses.UrlOf(host) : null;
    }

    /// <summary>A request may name the whole address; what counts is the part after the host.</summary>
    private static string PathOf(string target)
    {
        var authority = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? 0 : target.IndexOf('/', authority + 3);
        return path < 0 ? "/" : target[path..];
    }

    /// <summary>A header takes only what is printable.</summary>
    private static string Printable(string text) =>
        text.All(c => c is > ' ' and <= '~') ? text : string.Concat(text.Select(c => c is > ' ' and <= '~' ? $"{c}" : Uri.HexEscape((char)(c & 0xff))));
}
