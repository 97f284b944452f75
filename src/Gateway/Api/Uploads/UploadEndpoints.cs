using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Api.Conduct;
using MiniVercel.Gateway.Api.Described;
using MiniVercel.Gateway.Api.Input;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Uploads;

namespace MiniVercel.Gateway.Api.Uploads;

/// <summary>How a local folder travels: first its list of files, then only the contents that are not here yet.</summary>
internal static class UploadEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/projects/{id}/uploads", Create).WithMetadata(new RequestSizeLimitAttribute(UploadInput.LargestList)).Takes<NewUploadBody>().Gives<UploadAnswer>(201);
        api.MapPut("/uploads/{id}/blobs/{sha256}", PutBlob).WithMetadata(new RequestSizeLimitAttribute(UploadInput.LargestFile + 1)).TakesBytes().GivesNothing();
    }

    private static async Task<IResult> Create(
        HttpContext context, string id, ProjectQueries projects, UploadStore uploads, TimeProvider clock)
    {
        var team = context.Caller().Team;
        if (await projects.Find(team, id, context.RequestAborted) is null)
            return Problems.NotFound("project");

        var files = UploadInput.Read(await Fields.Read(context.Request));
        var upload = new Upload(context.NewId<UploadId>(clock), team, new ProjectId(id), files);
        await uploads.Create(upload, context.RequestAborted);
        var missing = await uploads.Missing(team, files, context.RequestAborted);
        return Results.Created($"/api/uploads/{upload.Id}", new UploadAnswer(upload.Id.Value, missing));
    }

    private static async Task<IResult> PutBlob(
        HttpContext context, string id, string sha256, UploadStore uploads, IBlobStore blobs, BlobExchange exchange)
    {
        var team = context.Caller().Team;
        if (await uploads.Find(new UploadId(id), team, context.RequestAborted) is not { } upload)
            return Problems.NotFound("upload");

        var wanted = upload.Files.Where(f => f.Sha256 == sha256).DistinctBy(f => f.Blob).ToList();
        if (wanted.Count == 0)
            throw new InvalidInputException("sha256", "The upload has no file with this hash.");

        var size = wanted[0].Size;
        if (context.Request.ContentLength is { } announced && announced != size)
            throw new InvalidInputException("body", $"The size that the upload announced for this hash is {size}; the body's is {announced}.");

        if (await blobs.Put(wanted[0].Blob, size, context.Request.Body, context.RequestAborted) is BlobWritten.Mismatch mismatch)
            throw new InvalidInputException("body", $"It is not the announced content. {mismatch.Why}");

        foreach (var file in wanted)
        {
            if (!await PutVariant(file.Blob, of: wanted[0].Blob, size, blobs, context.RequestAborted))
                return SweptMeanwhile(context);
            await exchange.Keep(file.Blob, context.RequestAborted);
            if (!await uploads.Brought(team, file.Blob, size, context.RequestAborted))
                return SweptMeanwhile(context);
        }

        return Results.NoContent();
    }

    /// <summary>Until it is noted whose a content is, the sweep takes it for nobody's.</summary>
    private static IResult SweptMeanwhile(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problems.Of(
            StatusCodes.Status503ServiceUnavailable, "Unavailable for the moment", "A sweep of the store came in between. Send the content again.");
    }

    /// <summary>The same content may be wanted both as a plain and as an executable file; it travels once.</summary>
    private static async Task<bool> PutVariant(BlobKey key, BlobKey of, long size, IBlobStore blobs, CancellationToken cancellationToken)
    {
        if (key == of)
            return true;
        try
        {
            await using var content = File.OpenRead(blobs.Find(of) ?? throw new FileNotFoundException());
            return await blobs.Put(key, size, content, cancellationToken) is BlobWritten.Stored;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
