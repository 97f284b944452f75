using System.Text.Json.Serialization;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Rules;

namespace MiniVercel.Platform.Artifacts;

/// <summary>What a build made: every file by its path and content. It is written once and never changed.</summary>
public sealed record Manifest(int Format, IReadOnlyList<ManifestFile> Files)
{
    public const int CurrentFormat = 1;

    /// <summary>Nothing where the site has none.</summary>
    public SiteRules? Rules { get; init; }

    [JsonIgnore]
    public long Size => Files.Sum(f => f.Size);

    /// <summary>Everything that has to be there for the artifact to be whole, each content once.</summary>
    [JsonIgnore]
    public IEnumerable<StoredContent> Contents => Files.SelectMany(f => f.Contents).DistinctBy(c => c.Blob);
}

public sealed record ManifestFile(string Path, string Sha256, long Size, bool Executable, string ContentType)
{
    public Variant? Brotli { get; init; }

    public Variant? Gzip { get; init; }

    [JsonIgnore]
    public BlobKey Blob => new(Sha256, Executable);

    /// <summary>The file itself, byte for byte.</summary>
    [JsonIgnore]
    public StoredContent Content => new(Blob, Size);

    [JsonIgnore]
    public bool HasVariants => Brotli is not null || Gzip is not null;

    [JsonIgnore]
    public IEnumerable<StoredContent> Contents => new[] { Content, Brotli?.Content, Gzip?.Content }.OfType<StoredContent>();
}

/// <summary>A file's content, compressed.</summary>
public sealed record Variant(string Sha256, long Size)
{
    [JsonIgnore]
    public StoredContent Content => new(new BlobKey(Sha256, Executable: false), Size);
}

/// <summary>Bytes that lie in the blob store.</summary>
public readonly record struct StoredContent(BlobKey Blob, long Size);
