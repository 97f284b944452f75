using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using MiniVercel.Gateway.Routing.Forwarding;
using MiniVercel.Platform.Artifacts;
using SiteHeaders = System.Collections.Generic.IReadOnlyDictionary<string, System.Collections.Generic.List<string>>;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>Answers a site's requests: host → snapshot → manifest → blob, or the app where there is no file.</summary>
public sealed class StaticEdge(ManifestCache manifests, BlobCache blobs, IWayToApps apps, TimeProvider clock)
{
    public const string DeploymentHeader = "x-mv-deployment";

    private const string RobotsHeader = "x-robots-tag";

    private static readonly FrozenSet<string> s_assets = FrozenSet.ToFrozenSet(
    [
        ".js", ".mjs", ".css", ".map", ".json", ".wasm", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp", ".woff", ".woff2", ".ttf",
        ".otf", ".eot", ".mp3", ".mp4", ".webm", ".ogg", ".wav", ".pdf", ".zip", ".webmanifest",
    ], StringComparer.OrdinalIgnoreCase);

    public async Task<Passage> Serve(HttpContext context, SiteTarget target)
    {
        try
        {
            return await AnswerFor(context, target);
        }
        catch (DatabaseUnavailableException) when (!context.Response.HasStarted)
        {
            // What this gateway has it serves without a database; what it would have to ask for has to wait.
            context.Response.Headers.Clear();
            await SitePages.OutOfReach(context);
            return Passage.Answered;
        }
    }

    private async Task<Passage> AnswerFor(HttpContext context, SiteTarget target)
    {
        // Only who has to wait asks for a token: each costs as much as all else that is made for a request.
        if (target.Build is not { } build || (manifests.FindInMemory(build) ?? await manifests.Find(build, context.RequestAborted)) is not { } files)
        {
            await SitePages.NotUp(context);
            return Passage.Answered;
        }

        SayWhoAnswers(context.Response, target);
        var request = new SiteRequest(context.Request);
        var headers = files.Rules.HeadersFor(request);
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (isRead && await Answer(context, target, files, request, headers))
            return Passage.Answered;
        if (files.HasServer && !HttpMethods.IsTrace(context.Request.Method) && (!HttpMethods.IsConnect(context.Request.Method) || Forwarder.IsWebSocket(context)))
            return await Forward(context, target, files, request, headers);
        await SitePages.MethodNotAllowed(context);
        return Passage.Answered;
    }

    private static void SayWhoAnswers(HttpResponse response, SiteTarget target)
    {
        response.Headers[DeploymentHeader] = target.AnsweredBy;
        if (target.IsPreview)
            response.Headers[RobotsHeader] = "noindex";
    }

    /// <summary>The app answers, with what the platform and the site's rules say about every answer.</summary>
    private Task<Passage> Forward(HttpContext context, SiteTarget target, SiteFiles files, SiteRequest request, SiteHeaders headers)
    {
        var rewritten = files.Rules.FirstMatch(request) is { Rule.IsRedirect: false } match ? WithQuery(match.Address ?? match.Path, context.Request.QueryString.Value) : null;
        return apps.Forward(context, target, rewritten ?? RequestTarget.Of(context), Finish);

        void Finish(HttpResponse response)
        {
            SayWhoAnswers(response, target);
            Apply(headers, response);
        }
    }

    /// <summary>Rules that go before files, the page's one address, the file, other rules, and then what is said when nothing is there.</summary>
    /// <returns>Whether that was the answer; otherwise an app has to give it.</returns>
    private async Task<bool> Answer(HttpContext context, SiteTarget target, SiteFiles files, SiteRequest request, SiteHeaders headers)
    {
        var match = files.Rules.GoesBeforeFiles ? files.Rules.FirstMatch(request) : null;
        if (match is { Rule.OverFiles: true } && Follow(context, files, headers, match) is { } early)
            await early;
        else if (files.CanonicalOf(request.Path) is { } canonical)
            await Redirect(context, files, headers, StatusCodes.Status308PermanentRedirect, new PathString(canonical).ToUriComponent());
        else if (files.Resolve(request.Path) is { } file)
            await Send(context, files, headers, file, StatusCodes.Status200OK);
        else if ((match ?? files.Rules.FirstMatch(request)) is { Rule.OverFiles: false } other && Follow(context, files, headers, other) is { } late)
            await late;
        else
            return await AnswerWithoutFile(context, target, files, headers);
        return true;
    }

    /// <summary>
    /// An open page may ask for what the version before had. Else a program answers, the site says itself what it says then, or, having
    /// nothing to say, is an application of one page that finds its way by the address.
    /// </summary>
    private async Task<bool> AnswerWithoutFile(HttpContext context, SiteTarget target, SiteFiles files, SiteHeaders headers)
    {
        var path = context.Request.Path.Value ?? "";
        if (target.Earlier.Length > 0 && Fingerprint.IsIn(path) && await FindEarlier(target, path, context.RequestAborted) is var (earlier, asset))
            await Send(context, earlier, headers, asset, StatusCodes.Status200OK);
        else if (files.HasServer)
            return false;
        else if (files.Find("404.html") is { } notFound)
            await Send(context, files, headers, notFound, StatusCodes.Status404NotFound);
        else if (files.Find("index.html") is { } application)
            await AnswerByApplication(context, files, headers, application);
        else
            await SitePages.NoSuchPage(context);
        return true;
    }

    private Task AnswerByApplication(HttpContext context, SiteFiles files, SiteHeaders headers, ManifestFile application)
    {
        context.Response.Headers.Append("Vary", "accept, sec-fetch-mode");
        return IsNavigation(context.Request.Headers) && !IsPageForAsset(context.Request.Path, application)
            ? Send(context, files, headers, application, StatusCodes.Status200OK)
            : SitePages.NoSuchPage(context);
    }

    private async Task<(SiteFiles Files, ManifestFile Asset)?> FindEarlier(SiteTarget target, string path, CancellationToken cancellationToken)
    {
        foreach (var earlier in target.Earlier.Where(e => e.Until + EarlierBuild.Remembered > clock.GetUtcNow()))
        {
            if (await manifests.Find(earlier.Build, cancellationToken) is { } files && files.Resolve(path) is { } asset)
                return (files, asset);
        }

        return null;
    }

    /// <summary>Somebody goes to a page, as far as the browser says; a script that asks for data is better told that there is none.</summary>
    private static bool IsNavigation(IHeaderDictionary headers) => headers["sec-fetch-mode"] is [{ } mode, ..]
        ? mode == "navigate"
        : headers.Accept.Any(a => a?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Nothing where the rule leads nowhere: to a file that is not there, or back to where the visitor is.</summary>
    private Task? Follow(HttpContext context, SiteFiles files, SiteHeaders headers, RouteMatch match)
    {
        if (match.Rule.IsRedirect)
        {
            return match.Address is { } address && address != context.Request.Path.ToUriComponent()
                ? Redirect(context, files, headers, match.Rule.Status, address)
                : null;
        }

        return files.Resolve(match.Path) is { } file && !IsPageForAsset(context.Request.Path, file)
            ? Send(context, files, headers, file, match.Rule.Status)
            : null;
    }

    /// <summary>
    /// A script or a picture that is not there must not become a page with status 200: a cache would keep that for it, under the very
    /// name that the next version may have. So a rule for "everything else" is one for pages.
    /// </summary>
    private static bool IsPageForAsset(string? path, ManifestFile file) =>
        file.ContentType.StartsWith("text/html", StringComparison.Ordinal)
        && s_assets.Contains(Path.GetExtension(path ?? ""));

    private static Task Redirect(HttpContext context, SiteFiles files, SiteHeaders headers, int status, string address)
    {
        var (request, response) = (context.Request, context.Response);
        if (!address.Contains('?', StringComparison.Ordinal))
            address = WithQuery(address, request.QueryString.Value);
        Apply(headers, response);
        response.StatusCode = status;
        response.Headers.Location = address;
        if (files.Rules.Vary.Length > 0)
            response.Headers.Vary = files.Rules.Vary;
        response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static string WithQuery(string address, string? query)
    {
        // A visitor's own, so nothing that it could not have sent to that address itself; but a header takes only what is printable.
        var plain = string.Concat((query ?? "").Select(c => c is > ' ' and <= '~' ? $"{c}" : Uri.HexEscape((char)(c & 0xff))));
        var fragment = address.IndexOf('#', StringComparison.Ordinal);
        return fragment < 0 ? address + plain : address[..fragment] + plain + address[fragment..];
    }

    /// <summary>What the platform has said of a preview stays.</summary>
    private static void Apply(SiteHeaders headers, HttpResponse response)
    {
        if (headers.Count == 0)
            return;
        foreach (var (name, values) in headers)
        {
            if (name != RobotsHeader || !response.Headers.ContainsKey(RobotsHeader))
                response.Headers[name] = name == "set-cookie" ? new StringValues([.. values]) : string.Join(", ", values);
        }
    }

    private async Task Send(HttpContext context, SiteFiles files, SiteHeaders headers, ManifestFile file, int status)
    {
        var (request, response) = (context.Request, context.Response);
        var isWhole = status == StatusCodes.Status200OK;
        var range = isWhole ? ByteRange.Of(request, file) : null;
        var chosen = range is null ? Representation.Choose(file, request.Headers.AcceptEncoding) : Representation.Plain(file);

        var etag = chosen.ETag;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = isWhole && files.IsForEver(file) && request.Path == "/" + file.Path
            ? "public, max-age=31536000, immutable"
            : "public, max-age=0, must-revalidate";
        if (files.VaryOf(file) is { } vary)
            response.Headers.Vary = StringValues.Concat(response.Headers.Vary, vary);
        Apply(headers, response);
        if (isWhole && IsKnown(request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var found = Find(chosen.Content) ?? await Bring(chosen.Content, context.RequestAborted);
        if (found is null && chosen.Encoding is not null)
        {
            chosen = Representation.Plain(file);
            response.Headers.ETag = chosen.ETag;
            found = await Bring(chosen.Content, context.RequestAborted);
        }

        if (found is null)
        {
            response.Headers.Remove("ETag");
            response.Headers.Remove("Vary");
            await SitePages.OutOfReach(context);
            return;
        }

        response.StatusCode = status;
        response.ContentType ??= file.ContentType;
        response.Headers.ContentEncoding = chosen.Encoding;
        if (isWhole)
            response.Headers.AcceptRanges = "bytes";
        var part = range ?? new ByteRange(0, chosen.Content.Size);
        if (range is not null)
        {
            response.StatusCode = part.IsSatisfiable ? StatusCodes.Status206PartialContent : StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = part.In(file.Size);
        }

        response.ContentLength = part.Length;
        if (!HttpMethods.IsHead(request.Method))
            await found.Send(context, part);
    }

    private async Task<FoundContent?> Bring(StoredContent content, CancellationToken cancellationToken) =>
        await blobs.Bring(content, cancellationToken) ? Find(content) : null;

    private FoundContent? Find(StoredContent content) =>
        blobs.FindInMemory(content) is { } memory ? new FoundContent.InMemory(memory)
        : blobs.FindOnDisk(content) is { } path ? new FoundContent.OnDisk(path)
        : null;

    private static bool IsKnown(HttpRequest request, string etag)
    {
        foreach (var header in request.Headers.IfNoneMatch)
        {
            if (header == etag)
                return true;
            foreach (var candidate in (header ?? "").Split(','))
            {
                var tag = candidate.AsSpan().Trim();
                if (tag is "*" || tag.SequenceEqual(etag) || (tag is ['W', '/', .. var weak] && weak.SequenceEqual(etag)))
                    return true;
            }
        }

        return false;
    }
}
