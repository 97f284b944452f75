using System.Collections.Concurrent;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>The compressed variants of one output: made in a folder beside the workspace, or known from the build before.</summary>
internal sealed class Variants(string folder, IReadOnlyDictionary<string, ManifestFile> known)
{
    private readonly ConcurrentDictionary<BlobKey, string> _paths = new();

    /// <summary>Where those lie that were made.</summary>
    public IReadOnlyDictionary<BlobKey, string> Paths => _paths;

    /// <summary>The files with their variants; equal contents are compressed once.</summary>
    public async Task<IReadOnlyList<ManifestFile>> Of(
        IReadOnlyList<ManifestFile> files, Func<ManifestFile, string> pathOf, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var made = new ConcurrentDictionary<string, ManifestFile>(known);
        var rest = files.Where(Compression.IsWorthwhile).DistinctBy(f => f.Sha256).Where(f => !made.ContainsKey(f.Sha256));
        await Parallel.ForEachAsync(rest, cancellationToken, async (file, token) =>
            made[file.Sha256] = file with
            {
                Brotli = await Make(file, pathOf(file), ".br", Compression.Brotli, token),
                Gzip = await Make(file, pathOf(file), ".gz", Compression.Gzip, token),
            });
        return [.. files.Select(f => Compression.IsWorthwhile(f) ? f with { Brotli = made[f.Sha256].Brotli, Gzip = made[f.Sha256].Gzip } : f)];
    }

    private async Task<Variant?> Make(
        ManifestFile file, string path, string ending, Func<Stream, Stream> encoder, CancellationToken cancellationToken)
    {
        var to = Path.Combine(folder, file.Sha256 + ending);
        if (await Compression.Compress(path, to, file.Size, encoder, cancellationToken) is not { } variant)
            return null;
        _paths[variant.Content.Blob] = to;
        return variant;
    }
}
