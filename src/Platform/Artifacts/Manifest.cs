using System.Text.Json.Serialization;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Rules;

namespace MiniVercel.Platform.Artifacts;

/// <summary>What a build made: every file by its path and content. It is written once and never changed.</summary>
/// <param name="Files">What is sent to visitors.</param>
public sealed record Manifest(int Format, IReadOnlyList<ManifestFile> Files)
{
    public const int CurrentFormat = 1;

    /// <summary>Nothing where the site has none.</summary>
    public SiteRules? Rules { get; init; }

    /// <summary>Nothing where files are all there is.</summary>
    public ServerBundle? Server { get; init; }

    [JsonIgnore]
    public long Size => Files.Sum(f => f.Size) + Bundled.Sum(f => f.Size);

    [JsonIgnore]
    public int FileCount => Files.Count + Bundled.Count;

    /// <summary>Everything that has to be there for the artifact to be whole, each content once.</summary>
    [JsonIgnore]
    public IEnumerable<StoredContent> Contents => Files.SelectMany(f => f.Contents).Concat(Bundled.Select(f => f.Content)).DistinctBy(c => c.Blob);

    /// <summary>The files as they were made, without what was made of them for the way to visitors.</summary>
    [JsonIgnore]
    public IEnumerable<BlobKey> Originals => Files.Select(f => f.Blob).Concat(Bundled.Select(f => f.Content.Blob)).Distinct();

    /// <summary>For a sentence: where content is used.</summary>
    public IEnumerable<string> PathsOf(BlobKey blob) =>
        Files.Where(f => f.Contents.Any(c => c.Blob == blob)).Select(f => f.Path).Concat(Bundled.Where(f => f.Content.Blob == blob).Select(f => f.Path));

    private IReadOnlyList<BundleFile> Bundled => Server?.Files ?? [];
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
