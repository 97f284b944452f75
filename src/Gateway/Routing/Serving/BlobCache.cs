using Microsoft.Extensions.Caching.Memory;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;

namespace MiniVercel.Gateway.Routing.Serving;

/// <summary>Small contents stay in memory, within a bound; large ones go from the disk to the socket.</summary>
public sealed class BlobCache(IBlobStore store, IBlobFetcher others, long memoryBound = BlobCache.MemoryBound) : IDisposable
{
    private const long MemoryBound = 64 * 1024 * 1024;
    private const long LargestInMemory = 128 * 1024;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = memoryBound });

    public byte[]? FindInMemory(StoredContent content)
    {
        if (content.Size > LargestInMemory)
            return null;
        if (_cache.TryGetValue(content.Blob.Sha256, out byte[]? known))
            return known;
        if (FindOnDisk(content) is not { } path)
            return null;

        var bytes = File.ReadAllBytes(path);
        _cache.Set(content.Blob.Sha256, bytes, new MemoryCacheEntryOptions { Size = bytes.Length + 128 });
        return bytes;
    }

    public string? FindOnDisk(StoredContent content) => store.Find(content.Blob);

    /// <summary>Fetches the content from an engine where it is not here.</summary>
    public Task<bool> Bring(StoredContent content, CancellationToken cancellationToken) => others.Bring(content.Blob, content.Size, cancellationToken);

    public void Dispose() => _cache.Dispose();
}
