using System.Security.Cryptography;
using System.Text;

namespace MiniVercel.Platform.Secrets;

/// <summary>
/// Seals what must not lie in the database as it is: AES-256-GCM with a nonce of its own, bound to the row that it belongs to, so
/// that nobody who can write there can put one row's secret into another. New ones are sealed under the first key; each says
/// under which it was, so that older keys go on opening what they have sealed.
/// </summary>
public sealed class SecretBox
{
    private const string Format = "v1";

    private readonly SecretKey _first;
    private readonly Dictionary<string, SecretKey> _keys;

    public SecretBox(IReadOnlyList<SecretKey> keys)
    {
        _first = keys[0];
        _keys = keys.DistinctBy(k => k.Id).ToDictionary(k => k.Id);
    }

    /// <summary>The key that secrets are sealed under from now on.</summary>
    public string KeyId => _first.Id;

    /// <param name="secret">What is not to be read.</param>
    /// <param name="row">The table and key of where it will lie.</param>
    public string Seal(string secret, string row)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedBytes = SealedBytes.Seal(_first.Bytes, plain, Identity(_first.Id, row));
        CryptographicOperations.ZeroMemory(plain);
        return $"{Format}:{_first.Id}:{Convert.ToBase64String(sealedBytes)}";
    }

    /// <exception cref="SecretUnreadableException">Its key is not here, or it is not what was sealed for this row.</exception>
    public string Open(string envelope, string row)
    {
        if (envelope.Split(':') is not [Format, var keyId, var text])
            throw new SecretUnreadableException("A secret in the database is in no format that this version knows.");
        if (!_keys.TryGetValue(keyId, out var key))
            throw new SecretUnreadableException($"A secret was sealed under the key {keyId}, which this process was not given. See --secret-key-file.");

        try
        {
            return Encoding.UTF8.GetString(SealedBytes.Open(key.Bytes, Convert.FromBase64String(text), Identity(keyId, row)));
        }
        catch (Exception e) when (e is AuthenticationTagMismatchException or FormatException or ArgumentException)
        {
            throw new SecretUnreadableException("A secret in the database is damaged, or was moved from the row that it was sealed for.", e);
        }
    }

    private static byte[] Identity(string keyId, string row) => Encoding.UTF8.GetBytes($"{Format}:{keyId}:{row}");
}
