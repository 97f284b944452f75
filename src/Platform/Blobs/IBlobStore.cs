namespace MiniVercel.Platform.Blobs;

/// <summary>
/// Names content: its SHA-256, and whether it may be executed, because files laid out from one blob share its mode.
/// </summary>
public readonly record struct BlobKey(string Sha256, bool Executable)
{
    public override string ToString() => Executable ? Sha256 + "-x" : Sha256;

    public static bool TryParse(string text, out BlobKey key)
    {
        var executable = text.EndsWith("-x", StringComparison.Ordinal);
        key = new BlobKey(executable ? text[..^2] : text, executable);
        return IsSha256(key.Sha256);
    }

    public static bool IsSha256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>Content by its hash. What is in it never changes.</summary>
public interface IBlobStore
{
    bool Has(BlobKey key);

    /// <summary>Stores what the stream holds, if it is what the key says.</summary>
    Task<BlobWritten> Put(BlobKey key, long size, Stream content, CancellationToken cancellationToken);

    /// <summary>A path to read the content from; nobody writes to it.</summary>
    string? Find(BlobKey key);

    /// <summary>Hashes the content again and says whether it is still what its key says.</summary>
    Task<bool> Verify(BlobKey key, CancellationToken cancellationToken);

    /// <summary>Everything that lies here; what comes or goes meanwhile may be among it or not.</summary>
    IEnumerable<BlobKey> All();

    void Remove(BlobKey key);
}

public abstract record BlobWritten
{
    private BlobWritten()
    {
    }

    public sealed record Stored : BlobWritten;

    /// <summary>The content is not what was announced.</summary>
    public sealed record Mismatch(string Why) : BlobWritten;
}
