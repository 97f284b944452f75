using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Uploads;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>Brings an output's contents to where they stay: what is stored already is not stored again, and not compressed again either.</summary>
public sealed class ArtifactContents(ArtifactStore artifacts, IBlobStore blobs, BlobExchange exchange, UploadStore uploads)
{
    private const int AtOnce = 4;

    /// <summary>The files of the project's last build whose variants are all there, by their hash. They are pinned by that.</summary>
    public async Task<IReadOnlyDictionary<string, ManifestFile>> Known(TeamId team, ProjectId project, CancellationToken cancellationToken)
    {
        var files = (await artifacts.LastOf(project, cancellationToken))?.Files.Where(f => f.HasVariants).DistinctBy(f => f.Sha256).ToList() ?? [];
        var missing = (await uploads.Missing(team, files.SelectMany(VariantsOf), cancellationToken)).ToHashSet();
        return files.Where(f => !VariantsOf(f).Any(missing.Contains)).ToDictionary(f => f.Sha256);
    }

    /// <summary>Returns how many files had to be stored, when enough engines have all of them.</summary>
    public async Task<int> Store(TeamId team, PackedOutput output, Patience patience, UploadTries tries, CancellationToken cancellationToken)
    {
        var contents = output.Manifest.Contents.ToList();
        var missing = (await patience.Work(() => uploads.Missing(team, contents.Select(c => c.Blob), cancellationToken), cancellationToken)).ToHashSet();
        var (brought, lost) = (contents.Where(c => missing.Contains(c.Blob)).ToList(), missing);
        await tries.Upload(
            Quantity.Files(contents.Count),
            async () =>
            {
                await Upload(contents, lost, output, patience, tries, cancellationToken);
                lost = (await patience.Work(() => uploads.Brought(team, brought, cancellationToken), cancellationToken)).ToHashSet();
                if (lost.Count > 0)
                    throw new IOException("A sweep came in between, or an engine was lost.");
            },
            cancellationToken);
        return output.Manifest.Originals.Count(missing.Contains);
    }

    private Task Upload(
        IEnumerable<StoredContent> contents, HashSet<BlobKey> missing, PackedOutput output, Patience patience, UploadTries tries,
        CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(contents, limits, async (content, token) =>
        {
            var path = output.Paths.GetValueOrDefault(content.Blob);
            await tries.Upload(Path.GetFileName(path) ?? content.Blob.ToString(), () => Upload(content, missing.Contains(content.Blob) ? path : null, patience, token), token);
        });
    }

    /// <param name="path">Where it lies, if it is not stored here yet.</param>
    private async Task Upload(StoredContent content, string? path, Patience patience, CancellationToken cancellationToken)
    {
        if (path is not null)
            await Put(content, path, cancellationToken);
        if (!await patience.Work(() => exchange.TryKeep(content.Blob, cancellationToken), cancellationToken))
            throw new IOException("Too few engines took it.");
    }

    private async Task Put(StoredContent content, string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        if (await blobs.Put(content.Blob, content.Size, file, cancellationToken) is BlobWritten.Mismatch mismatch)
            throw new BuildStepFailedException(BuildReason.UploadFailed, $"{Path.GetFileName(path)} changed while it was stored. {mismatch.Why}");
    }

    private static IEnumerable<BlobKey> VariantsOf(ManifestFile file) => file.Contents.Skip(1).Select(c => c.Blob);
}
