using System.Security.Cryptography;

namespace MiniVercel.Platform.Secrets;

/// <summary>AES-256-GCM with a nonce of its own each time, as nonce, tag and cipher text in one, bound to what it belongs to.</summary>
internal static class SealedBytes
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Seal(byte[] key, byte[] plain, byte[] belongsTo)
    {
        var sealedBytes = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceSize), plain, sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize), belongsTo);
        return sealedBytes;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was sealed under another key, or for something else, or is damaged.</exception>
    /// <exception cref="ArgumentException">It is too short to be anything sealed.</exception>
    public static byte[] Open(byte[] key, byte[] sealedBytes, byte[] belongsTo)
    {
        var plain = new byte[Math.Max(0, sealedBytes.Length - NonceSize - TagSize)];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            sealedBytes.AsSpan(0, NonceSize), sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize), plain, belongsTo);
        return plain;
    }
}
