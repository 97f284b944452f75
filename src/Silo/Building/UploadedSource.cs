using MiniVercel.Builds;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Uploads;

namespace MiniVercel.Silo.Building;

/// <summary>Brings an uploaded folder into a workspace. Copies, because a build may write to what it was given.</summary>
public sealed class UploadedSource(UploadStore uploads, IBlobStore blobs, BlobExchange exchange)
{
    public async Task<BroughtSources> BringInto(string folder, UploadId id, TeamId team, CancellationToken cancellationToken)
    {
        var upload = await uploads.Find(id, team, cancellationToken)
            ?? throw new BuildStepFailedException(
                BuildReason.CloneFailed, "The uploaded folder is no longer kept: uploads expire after 24 hours. Deploy it again.");

        foreach (var file in upload.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await exchange.Bring(file.Blob, file.Size, cancellationToken);
            var from = blobs.Find(file.Blob)
                ?? throw new BuildStepFailedException(BuildReason.CloneFailed, $"The content of {file.Path} is missing. Deploy the folder again.");
            var to = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true); // it may be told to begin again
            File.SetUnixFileMode(to, file.Executable ? Writable | UnixFileMode.UserExecute : Writable);
        }

        return new BroughtSources([$"Received {Quantity.Files(upload.Files.Count)}, {Quantity.Bytes(upload.Files.Sum(f => f.Size))}."], Commit: null);
    }

    private const UnixFileMode Writable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
