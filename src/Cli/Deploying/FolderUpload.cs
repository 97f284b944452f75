using System.Security.Cryptography;
using MiniVercel.Client;

namespace MiniVercel.Cli.Deploying;

/// <summary>Brings a folder to the server, sending only the bytes that it does not have yet.</summary>
internal sealed class FolderUpload(MiniVercelClient client, Report report, TimeProvider clock)
{
    public async Task<Upload> SendAsync(Project project, IReadOnlyList<SourceFile> files, CancellationToken ct)
    {
        var blobs = await HashAsync(files, ct);
        var manifest = new UploadManifest(
            [.. files.Zip(blobs, (file, blob) => new UploadFile(file.Path, blob.Sha256, blob.Size, file.Executable))]);
        var upload = await client.StartUploadAsync(project.Id, manifest, ct);

        var missing = MissingOf(upload, blobs);
        var sent = 0;
        await new BlobSender(client, clock).SendAsync(upload.Id, missing, _ => TellOfTenths(Interlocked.Increment(ref sent), missing.Count), ct);
        report.Say(missing.Count == 0
            ? $"Nothing to upload: {Sizes.Files(files.Count)} there already"
            : $"Uploaded {missing.Count} of {Sizes.Files(files.Count)}, {Sizes.Of(missing.Sum(blob => blob.Size))}");
        return upload;
    }

    private static async Task<LocalBlob[]> HashAsync(IReadOnlyList<SourceFile> files, CancellationToken ct)
    {
        var blobs = new LocalBlob[files.Count];
        await Parallel.ForAsync(
            0, files.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            async (i, token) => blobs[i] = await HashAsync(files[i], token));
        return blobs;
    }

    private static async Task<LocalBlob> HashAsync(SourceFile file, CancellationToken ct)
    {
        // Not even opened: a named pipe looks like an empty file, and reading it would never end.
        if (file.Size == 0)
            return new LocalBlob(file.File, Convert.ToHexStringLower(SHA256.HashData([])), 0);
        try
        {
            await using var bytes = File.OpenRead(file.File);
            var hash = await SHA256.HashDataAsync(bytes, ct);
            // As many as were hashed, should the file have grown since it was listed.
            return new LocalBlob(file.File, Convert.ToHexStringLower(hash), bytes.Position);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw SourceTree.Unreadable(file.Path);
        }
    }

    private static List<LocalBlob> MissingOf(Upload upload, IEnumerable<LocalBlob> blobs)
    {
        var byHash = blobs.DistinctBy(blob => blob.Sha256).ToDictionary(blob => blob.Sha256);
        return [.. upload.Missing.Distinct().Select(hash => byHash.GetValueOrDefault(hash)
            ?? throw new CommandFailedException($"The server asks for a file that this folder does not have ({hash})."))];
    }

    /// <summary>A large upload shows that it moves; a small one is over before that is news.</summary>
    private void TellOfTenths(int sent, int all)
    {
        if (all >= 100 && sent < all && sent * 10 / all != (sent - 1) * 10 / all)
            report.Say($"Uploading {sent * 100 / all} %");
    }
}
