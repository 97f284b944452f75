using System.Text.Json.Serialization;
using MiniVercel.Platform.Blobs;

namespace MiniVercel.Platform.Artifacts;

/// <summary>What a build made: every file by its path and content. It is written once and never changed.</summary>
public sealed record Manifest(int Format, IReadOnlyList<ManifestFile> Files)
{
    public const int CurrentFormat = 1;

    [JsonIgnore]
    public long Size => Files.Sum(f => f.Size);
}

public sealed record ManifestFile(string Path, string Sha256, long Size, bool Executable, string ContentType)
{
    [JsonIgnore]
    public BlobKey Blob => new(Sha256, Executable);
}
