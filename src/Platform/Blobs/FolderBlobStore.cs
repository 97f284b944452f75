using System.Globalization;
using System.Security.Cryptography;

namespace MiniVercel.Platform.Blobs;

/// <summary>
/// Blobs as read-only files, two hexadecimal digits a folder; a blob appears whole, by rename, or not at all. One that was stored
/// survives a power cut: its content, its mode and its name are on the disk before anybody is told.
/// </summary>
public sealed class FolderBlobStore : IBlobStore
{
    private const int Shards = 256;

    private readonly string _root;
    private readonly string _incoming;
    private readonly Action<string> _flush;

    public FolderBlobStore(string root)
        : this(root, FolderSync.Flush)
    {
    }

    internal FolderBlobStore(string root, Action<string> flush)
    {
        _root = root;
        _flush = flush;
        _incoming = Path.Combine(root, "incoming");
        if (Directory.Exists(_incoming))
            Directory.Delete(_incoming, recursive: true); // left half-written by a process that died
        Directory.CreateDirectory(_incoming);

        // All at once, so that no blob has to ask whether the name of its own folder is on the disk.
        for (var shard = 0; shard < Shards; shard++)
            Directory.CreateDirectory(ShardOf(shard));
        _flush(root);
        _flush(Path.GetDirectoryName(Path.GetFullPath(root))!);
    }

    public bool Has(BlobKey key) => File.Exists(PathOf(key));

    public string? Find(BlobKey key) => PathOf(key) is var path && File.Exists(path) ? path : null;

    public async Task<BlobWritten> Put(BlobKey key, long size, Stream content, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(_incoming, Guid.NewGuid().ToString("n"));
        try
        {
            var written = await Receive(temporary, ModeOf(key), size, content, cancellationToken);
            if (written.Size != size)
                return new BlobWritten.Mismatch(written.Size > size ? $"It is larger than the announced size of {size}." : $"Its size is {written.Size} instead of the announced {size}.");
            if (written.Sha256 != key.Sha256)
                return new BlobWritten.Mismatch($"Its SHA-256 is {written.Sha256}.");

            var path = PathOf(key);
            File.Move(temporary, path, overwrite: true);
            _flush(Path.GetDirectoryName(path)!);
            return new BlobWritten.Stored();
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public async Task<bool> Verify(BlobKey key, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(PathOf(key));
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)) == key.Sha256;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public IEnumerable<BlobKey> All()
    {
        for (var shard = 0; shard < Shards; shard++)
        {
            foreach (var path in Directory.EnumerateFiles(ShardOf(shard)))
            {
                if (BlobKey.TryParse(Path.GetFileName(path), out var key))
                    yield return key;
            }
        }
    }

    public void Remove(BlobKey key) => File.Delete(PathOf(key));

    /// <summary>Writes and hashes in one pass, and stops as soon as there is more than was announced.</summary>
    private static async Task<(long Size, string Sha256)> Receive(
        string path, UnixFileMode mode, long size, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[64 * 1024];
        long total = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            total += read;
            if (total > size)
                break;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        File.SetUnixFileMode(file.SafeFileHandle, mode);
        file.Flush(flushToDisk: true);
        return (total, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private string ShardOf(int shard) => Path.Combine(_root, shard.ToString("x2", CultureInfo.InvariantCulture));

    private string PathOf(BlobKey key) => Path.Combine(_root, key.Sha256[..2], key.ToString());

    private static UnixFileMode ModeOf(BlobKey key)
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return key.Executable ? read | run : read;
    }
}
