using System.Diagnostics;
using System.Globalization;
using MiniVercel.Bench.Measuring;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Packing;

namespace MiniVercel.Bench.Builds;

/// <summary>
/// An output packed, beside an archive of the same tree. The archive compresses all of it once, on one core. The platform hashes every file;
/// text it compresses twice more, by brotli and gzip, unless the build before has done that.
/// </summary>
internal static class Packing
{
    private const int Files = 2_000;

    public static async Task<IReadOnlyList<Figure>> Measure(Stage stage, int rounds, CancellationToken cancellationToken)
    {
        var folder = stage.NewFolder("packed");
        var tree = Path.Combine(folder, "tree");
        var bytes = await Plant(tree, cancellationToken);
        var (everything, known, archive) = (new List<double>(), new List<double>(), new List<double>());

        await Pack(folder, [], cancellationToken); // What is compiled on the way is compiled now.
        for (var round = 0; round < rounds; round++)
        {
            archive.Add(await Script.Run(folder, "tar -I gzip -cf tree.tar.gz tree; rm tree.tar.gz", [], new Dictionary<string, string>(), cancellationToken));
            var (took, packed) = await Pack(folder, [], cancellationToken);
            everything.Add(took);
            known.Add((await Pack(folder, packed.Manifest.Files.Where(f => f.HasVariants).DistinctBy(f => f.Sha256).ToDictionary(f => f.Sha256), cancellationToken)).Took);
        }

        Figure Rates(string what, IReadOnlyList<double> took) => new(
            what, Rate(bytes, took), $"tar -I gzip, {Rate(bytes, archive)}", [.. took.Zip(archive, (mine, tar) => tar / mine)], Aim.AtLeast(1));
        return
        [
            Rates("packing: hashes, brotli and gzip", everything),
            Rates("packing: hashes, the rest from the last build", known),
        ];
    }

    private static async Task<(double Took, PackedOutput Packed)> Pack(string folder, Dictionary<string, ManifestFile> known, CancellationToken cancellationToken)
    {
        var room = Path.Combine(folder, "room");
        var started = Stopwatch.GetTimestamp();
        var packed = await Packer.Pack(Shipment.OfFiles(Path.Combine(folder, "tree")), room, known, PackLimits.Usual, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Directory.Delete(room, recursive: true);
        return (took, packed);
    }

    /// <summary>Scripts and pages as they come out of a build: half small, some of them large.</summary>
    private static async Task<long> Plant(string tree, CancellationToken cancellationToken)
    {
        var words = new Words();
        var bytes = 0L;
        for (var i = 0; i < Files; i++)
        {
            var path = Path.Combine(tree, $"part-{i / 100}", $"chunk-{i}.{(i % 4 == 0 ? "html" : "js")}");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, words.Page(i % 50 == 0 ? 50_000 : 1_500), cancellationToken);
            bytes += new FileInfo(path).Length;
        }

        return bytes;
    }

    private static string Rate(long bytes, IReadOnlyList<double> took) =>
        string.Create(CultureInfo.InvariantCulture, $"{Medians.Of(took.Select(s => bytes / s)) / 1e6:0.0} MB/s");
}
