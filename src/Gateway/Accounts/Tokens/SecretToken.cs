using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MiniVercel.Gateway.Accounts.Tokens;

/// <summary>What opens a door by being known: long and random, so that its plain hash cannot be guessed back. Only that is kept.</summary>
internal static class SecretToken
{
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
