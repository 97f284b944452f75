using Microsoft.AspNetCore.Http;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Routing;

/// <summary>Answers a site's requests: host → snapshot → manifest → blob.</summary>
public sealed class StaticEdge(ManifestCache manifests, BlobCache blobs)
{
    public const string DeploymentHeader = "x-mv-deployment";

    public async Task Serve(HttpContext context, SiteTarget target)
    {
        var cancellationToken = context.RequestAborted;
        if (target.Build is not { } build || await manifests.Find(build, cancellationToken) is not { } files)
        {
            await SitePages.NotUp(context);
            return;
        }

        context.Response.Headers[DeploymentHeader] = target.AnsweredBy;
        if (target.IsPreview)
            context.Response.Headers["x-robots-tag"] = "noindex";

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            await SitePages.MethodNotAllowed(context);
        else if (Resolve(files, context.Request.Path) is { } file)
            await Send(context, file, StatusCodes.Status200OK);
        else if (files.Find("404.html") is { } notFound)
            await Send(context, notFound, StatusCodes.Status404NotFound);
        else
            await SitePages.NoSuchPage(context);
    }

    /// <summary>A file of that name, or the index of the folder of that name.</summary>
    private static ManifestFile? Resolve(SiteFiles files, PathString requested)
    {
        var path = requested.Value is ['/', .. var rest] ? rest : "";
        if (path.Length == 0 || path.EndsWith('/'))
            return files.Find(path + "index.html");
        return files.Find(path) ?? files.Find(path + "/index.html");
    }

    private async Task Send(HttpContext context, ManifestFile file, int status)
    {
        var (request, response) = (context.Request, context.Response);
        var isWhole = status == StatusCodes.Status200OK;
        var range = isWhole ? ByteRange.Of(request, file.Size, Representation.Plain(file).ETag) : null;
        var chosen = range is null ? Representation.Choose(file, request.Headers.AcceptEncoding) : Representation.Plain(file);

        response.Headers.ETag = chosen.ETag;
        response.Headers.CacheControl = "public, max-age=0, must-revalidate";
        if (file.HasVariants)
            response.Headers.Vary = "accept-encoding";
        if (isWhole && IsKnown(request, chosen.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var found = await Bring(chosen.Content, context.RequestAborted);
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
        response.ContentType = file.ContentType;
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
        Find(content) ?? (await blobs.Bring(content, cancellationToken) ? Find(content) : null);

    private FoundContent? Find(StoredContent content) =>
        blobs.FindInMemory(content) is { } memory ? new FoundContent.InMemory(memory)
        : blobs.FindOnDisk(content) is { } path ? new FoundContent.OnDisk(path)
        : null;

    private static bool IsKnown(HttpRequest request, string etag)
    {
        foreach (var header in request.Headers.IfNoneMatch)
        {
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
