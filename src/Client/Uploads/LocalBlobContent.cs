using System.Buffers;
using System.Net;
using System.Security.Cryptography;

namespace MiniVercel.Client;

/// <summary>
/// A file as a request's body, hashed again on its way: bytes that are not the promised ones end the request
/// before its last byte, so the server never holds a half-old, half-new file.
/// </summary>
internal sealed class LocalBlobContent(LocalBlob blob) : HttpContent
{
    private const int ChunkSize = 128 * 1024;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // An empty file is never opened: there is nothing to read, and a named pipe, which looks like one, would not end.
        if (blob.Size == 0)
            return;

        await using var file = Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (var left = blob.Size; left > 0;)
            {
                var read = await ReadAsync(file, chunk.AsMemory(0, (int)Math.Min(ChunkSize, left)), cancellationToken);
                hash.AppendData(chunk, 0, read);
                left -= read;
                if (left == 0 && (file.Length != blob.Size || Convert.ToHexStringLower(hash.GetHashAndReset()) != blob.Sha256))
                    throw new FileChangedException(blob.File);
                await stream.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = blob.Size;
        return true;
    }

    private FileStream Open()
    {
        try
        {
            return new FileStream(blob.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileChangedException(blob.File);
        }
    }

    /// <summary>A failing disk must not look like a failing network, which would be tried again.</summary>
    private async Task<int> ReadAsync(FileStream file, Memory<byte> chunk, CancellationToken ct)
    {
        try
        {
            var read = await file.ReadAsync(chunk, ct);
            return read > 0 ? read : throw new FileChangedException(blob.File);
        }
        catch (IOException)
        {
            throw new FileChangedException(blob.File);
        }
    }
}
