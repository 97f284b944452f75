using System.Security.Cryptography;
using System.Text;

namespace MiniVercel.Platform.Secrets;

/// <summary>A key of 256 bits, with a short name that tells it from others and nothing about it.</summary>
public sealed record SecretKey
{
    private const int Size = 32;

    /// <summary>A person may have chosen the secret: each guess at it costs this.</summary>
    private const int Iterations = 100_000;

    private SecretKey(byte[] bytes)
    {
        Bytes = bytes;
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(bytes, "minivercel key id"u8))[..12];
    }

    public string Id { get; }

    internal byte[] Bytes { get; }

    /// <summary>Reads 32 bytes in base64 or hexadecimal; null for anything else.</summary>
    public static SecretKey? Read(string text)
    {
        var bytes = new byte[Size];
        var isHex = text.Length == 2 * Size && Convert.FromHexString(text, bytes, out _, out var count) == System.Buffers.OperationStatus.Done && count == Size;
        return isHex || (Convert.TryFromBase64String(text, bytes, out var length) && length == Size) ? new SecretKey(bytes) : null;
    }

    public static SecretKey New() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The key that everyone arrives at who has the same secret.</summary>
    public static SecretKey From(string secret, string purpose) =>
        new(Rfc2898DeriveBytes.Pbkdf2(secret, Encoding.UTF8.GetBytes(purpose), Iterations, HashAlgorithmName.SHA256, Size));

    public override string ToString() => Id;
}
