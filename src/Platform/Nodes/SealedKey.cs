using System.Security.Cryptography;
using System.Text;
using MiniVercel.Platform.Secrets;

namespace MiniVercel.Platform.Nodes;

/// <summary>A private key under the cluster secret, bound to the cluster it belongs to.</summary>
internal static class SealedKey
{
    /// <summary>A person may have chosen the secret, and whoever reads the database may try many: each try costs them this.</summary>
    private const int Iterations = 100_000;

    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(16);

    public static byte[] Seal(byte[] key, string secret, byte[] salt, string clusterId) =>
        SealedBytes.Seal(Derived(secret, salt), key, Encoding.UTF8.GetBytes(clusterId));

    /// <exception cref="AuthenticationTagMismatchException">It was sealed under another secret.</exception>
    public static byte[] Open(byte[] sealedKey, string secret, byte[] salt, string clusterId) =>
        SealedBytes.Open(Derived(secret, salt), sealedKey, Encoding.UTF8.GetBytes(clusterId));

    private static byte[] Derived(string secret, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(secret, salt, Iterations, HashAlgorithmName.SHA256, outputLength: 32);
}
