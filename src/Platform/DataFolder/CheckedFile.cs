using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MiniVercel.Platform.DataFolders;

/// <summary>
/// JSON in a file that ends with the hash of what stands before: half of one, or one that somebody has touched, is not taken for whole. It
/// is written as it is made and never lies in memory as a whole.
/// </summary>
public static class CheckedFile
{
    private const int HashLength = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write<T>(string path, T content, JsonSerializerOptions json)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Mini Vercel runs on Linux.");

        var draft = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
            using (var stream = new FileStream(draft, options))
            {
                using var hash = SHA256.Create();
                using (var hashed = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
                    JsonSerializer.Serialize(hashed, content, json);
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.Hash!)));
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>What was written, or nothing where that is not there, or not what it was.</summary>
    /// <exception cref="JsonException">It is whole, and something else.</exception>
    public static T? Read<T>(string path, long largest, JsonSerializerOptions json)
        where T : class
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length < HashLength || file.Length > largest)
            return null;

        var bytes = File.ReadAllBytes(path);
        var content = bytes.AsSpan(..^HashLength);
        var hash = bytes.AsSpan(^HashLength..);
        return Ascii.Equals(hash, Convert.ToHexStringLower(SHA256.HashData(content))) ? JsonSerializer.Deserialize<T>(content, json) : null;
    }
}
