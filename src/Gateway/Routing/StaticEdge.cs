using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;

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
        var etag = $"\"{file.Sha256}\"";
        var response = context.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = "public, max-age=0, must-revalidate";
        if (status == StatusCodes.Status200OK && IsKnown(context.Request, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isHead = HttpMethods.IsHead(context.Request.Method);
        var (memory, path) = Find(file);
        if (memory is null && path is null && await blobs.Bring(file, context.RequestAborted))
            (memory, path) = Find(file);
        if (memory is null && path is null)
        {
            response.Headers.Remove("ETag");
            await SitePages.OutOfReach(context);
            return;
        }

        response.StatusCode = status;
        response.ContentType = file.ContentType;
        response.ContentLength = file.Size;
        if (isHead)
            return;
        if (memory is not null)
            await response.Body.WriteAsync(memory, context.RequestAborted);
        else
            await context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().SendFileAsync(path!, 0, file.Size, context.RequestAborted);
    }

    private (byte[]? Memory, string? Path) Find(ManifestFile file) =>
        blobs.FindInMemory(file) is { } memory ? (memory, null) : (null, blobs.FindOnDisk(file));

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
