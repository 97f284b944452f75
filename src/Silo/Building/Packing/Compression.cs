using System.IO.Compression;
using System.Security.Cryptography;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>
/// Which files travel better compressed, and how. The levels are where the curve bends: the next better ones of brotli cost
/// between two and sixty times as much for a tenth less, and a build should not wait for that. docs/measurements.md has the curve.
/// </summary>
internal static class Compression
{
    public const int BrotliQuality = 5;
    public const int GzipLevel = 6;

    /// <summary>Below it the headers of an answer are more than what could be saved.</summary>
    public const long SmallestFile = 1_024;

    /// <summary>Beyond it nobody waits for a page, and a build would wait long.</summary>
    public const long LargestFile = 64 << 20;

    public static bool IsWorthwhile(ManifestFile file) => file.Size is >= SmallestFile and <= LargestFile && IsText(file.ContentType);

    /// <summary>Compresses a file into another one. Nothing where it does not become smaller by it.</summary>
    public static async Task<Variant?> Compress(
        string from, string to, long size, Func<Stream, Stream> encoder, CancellationToken cancellationToken)
    {
        await using (var source = File.OpenRead(from))
        await using (var target = File.Create(to))
        await using (var encoded = encoder(target))
            await source.CopyToAsync(encoded, cancellationToken);

        await using var written = File.OpenRead(to);
        return written.Length < size
            ? new Variant(Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken)), written.Length)
            : null;
    }

    public static Stream Brotli(Stream target) => new BrotliStream(target, new BrotliCompressionOptions { Quality = BrotliQuality });

    public static Stream Gzip(Stream target) => new GZipStream(target, new ZLibCompressionOptions { CompressionLevel = GzipLevel });

    private static bool IsText(string contentType)
    {
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is var end and >= 0)
            type = type[..end];
        return type.StartsWith("text/") || type.EndsWith("+xml") || type.EndsWith("+json")
            || type is "application/json" or "application/xml" or "application/wasm" or "application/rtf";
    }
}
