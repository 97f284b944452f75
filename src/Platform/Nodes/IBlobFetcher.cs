using MiniVercel.Platform.Blobs;

namespace MiniVercel.Platform.Nodes;

/// <summary>Brings contents here that lie elsewhere.</summary>
public interface IBlobFetcher
{
    /// <summary>Whether the content is here now: as it was, or fetched from a node that has it.</summary>
    Task<bool> Bring(BlobKey key, long size, CancellationToken cancellationToken);
}
