namespace MiniVercel.Client;

public sealed partial class MiniVercelClient
{
    // One file on a slow line, not the whole upload.
    private static readonly TimeSpan BlobPatience = TimeSpan.FromMinutes(15);

    public Task<Upload> StartUploadAsync(string projectId, UploadManifest manifest, CancellationToken ct = default) =>
        PostAsync($"api/projects/{Escape(projectId)}/uploads", manifest, ApiJson.Default.UploadManifest, ApiJson.Default.Upload, ct);

    /// <summary>Sends one blob, once.</summary>
    internal Task PutBlobAsync(string uploadId, LocalBlob blob, CancellationToken ct) =>
        TellAsync(
            HttpMethod.Put, $"api/uploads/{Escape(uploadId)}/blobs/{blob.Sha256}", new LocalBlobContent(blob), BlobPatience, ct);
}
