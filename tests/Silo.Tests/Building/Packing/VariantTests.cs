using System.IO.Compression;
using System.Security.Cryptography;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Packing;

namespace MiniVercel.Silo.Tests.Building.Packing;

/// <summary>Which files of an output are compressed, and that nothing is lost or done twice by it.</summary>
public sealed class VariantTests : IDisposable
{
    private static readonly string Page = string.Concat(Enumerable.Range(0, 400).Select(i => $"<p>The {i}th paragraph.</p>\n"));
    private static readonly Dictionary<string, ManifestFile> Nothing = [];

    private readonly SourceFolder _output = new();
    private readonly SourceFolder _room = new();

    public void Dispose()
    {
        _output.Dispose();
        _room.Dispose();
    }

    [Fact]
    public async Task Text_has_a_brotli_and_a_gzip_variant_that_become_the_text_again()
    {
        _output.With("index.html", Page);

        var packed = await Pack(Nothing);

        var file = Assert.Single(packed.Manifest.Files);
        Assert.True(file.Brotli!.Size < file.Gzip!.Size && file.Gzip.Size < file.Size, $"{file.Brotli.Size}, {file.Gzip.Size}, {file.Size}");
        foreach (var (variant, decoder) in new (Variant, Func<Stream, Stream>)[]
        {
            (file.Brotli, s => new BrotliStream(s, CompressionMode.Decompress)),
            (file.Gzip, s => new GZipStream(s, CompressionMode.Decompress)),
        })
        {
            var bytes = await File.ReadAllBytesAsync(packed.Paths[variant.Content.Blob]);
            Assert.Equal((variant.Size, variant.Sha256), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
            using var reader = new StreamReader(decoder(new MemoryStream(bytes)));
            Assert.Equal(Page, await reader.ReadToEndAsync());
        }
    }

    [Theory]
    [InlineData("a.css", true)]
    [InlineData("a.js", true)]
    [InlineData("a.js.map", true)]
    [InlineData("a.json", true)]
    [InlineData("a.svg", true)]
    [InlineData("a.xml", true)]
    [InlineData("a.txt", true)]
    [InlineData("a.webmanifest", true)]
    [InlineData("a.wasm", true)]
    [InlineData("a.png", false)]
    [InlineData("a.woff2", false)]
    [InlineData("a.zip", false)]
    [InlineData("a", false)]
    public async Task What_is_compressed_is_text(string name, bool isCompressed)
    {
        _output.With(name, Page);

        Assert.Equal(isCompressed, Assert.Single((await Pack(Nothing)).Manifest.Files).HasVariants);
    }

    [Fact]
    public async Task What_is_small_or_becomes_no_smaller_stays_as_it_is()
    {
        var noise = new byte[5_000];
        new Random(1).NextBytes(noise);
        _output.With("1023.txt", new string('x', 1023)).With("1024.txt", new string('x', 1024)).With("noise.txt");
        await File.WriteAllBytesAsync(_output.At("noise.txt"), noise);

        var packed = await Pack(Nothing);

        Assert.Equal(["1024.txt"], packed.Manifest.Files.Where(f => f.HasVariants).Select(f => f.Path));
        Assert.Equal(5, packed.Paths.Count);
    }

    [Fact]
    public async Task The_same_output_is_the_same_manifest_whenever_it_is_packed()
    {
        _output.With("a.html", Page).With("b.html", Page).With("c.css", Page + "/**/");

        var (once, again) = (await Pack(Nothing), await Pack(Nothing));

        Assert.Equal(once.Manifest.Files, again.Manifest.Files);
        Assert.Equal(once.Manifest.Files[0].Brotli, once.Manifest.Files[1].Brotli);
        Assert.Equal(6, once.Manifest.Contents.Count());
    }

    [Fact]
    public async Task What_the_build_before_has_compressed_is_not_compressed_again()
    {
        _output.With("a.html", Page);
        var before = (await Pack(Nothing)).Manifest.Files.ToDictionary(f => f.Sha256);
        Directory.Delete(_room.At("packed"), recursive: true);
        _output.With("moved/a.html", Page).With("new.html", Page + "more");
        File.Delete(_output.At("a.html"));

        var packed = await Pack(before);

        Assert.Equal(before.Values.Single() with { Path = "moved/a.html" }, packed.Manifest.Files[0]);
        Assert.True(packed.Manifest.Files[1].HasVariants);
        Assert.Equal(2, Directory.GetFiles(_room.At("packed")).Length);
        Assert.False(packed.Paths.ContainsKey(packed.Manifest.Files[0].Brotli!.Content.Blob));
    }

    private Task<PackedOutput> Pack(IReadOnlyDictionary<string, ManifestFile> known) =>
        Packer.Pack(Shipment.OfFiles(_output.Path), _room.At("packed"), known, PackLimits.Usual, CancellationToken.None);
}
