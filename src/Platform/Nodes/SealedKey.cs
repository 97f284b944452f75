using System.Security.Cryptography;
using System.Text;

namespace MiniVercel.Platform.Nodes;

/// <summary>A private key under the cluster secret: AES-256-GCM, bound to the cluster it belongs to.</summary>
internal static class SealedKey
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>A person may have chosen the secret, and whoever reads the database may try many: each try costs them this.</summary>
    private const int Iterations = 100_000;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(16);

    public static byte[] Seal(byte[] key, string secret, byte[] salt, string clusterId)
    {
        var sealedKey = new byte[NonceSize + TagSize + key.Length];
        RandomNumberGenerator.Fill(sealedKey.AsSpan(0, NonceSize));
        using var aes = Cipher(secret, salt);
        aes.Encrypt(
            sealedKey.AsSpan(0, NonceSize), key, sealedKey.AsSpan(NonceSize + TagSize), sealedKey.AsSpan(NonceSize, TagSize),
            Encoding.UTF8.GetBytes(clusterId));
        return sealedKey;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was sealed under another secret.</exception>
    public static byte[] Open(byte[] sealedKey, string secret, byte[] salt, string clusterId)
    {
        var key = new byte[sealedKey.Length - NonceSize - TagSize];
        using var aes = Cipher(secret, salt);
        aes.Decrypt(
            sealedKey.AsSpan(0, NonceSize), sealedKey.AsSpan(NonceSize + TagSize), sealedKey.AsSpan(NonceSize, TagSize), key,
            Encoding.UTF8.GetBytes(clusterId));
        return key;
    }

    private static AesGcm Cipher(string secret, byte[] salt) =>
        new(Rfc2898DeriveBytes.Pbkdf2(secret, salt, Iterations, HashAlgorithmName.SHA256, outputLength: 32), TagSize);
}
