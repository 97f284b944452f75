using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MiniVercel.Gateway.Accounts.Tokens;

/// <summary>
/// JSON web tokens, as little of them as is needed. Which algorithm a signature is checked with is the key's to say: what the token says
/// of it must be the same, and nothing else that it says is followed anywhere.
/// </summary>
public static class Jwt
{
    public const int Longest = 4_096;

    /// <summary>Clocks of other machines.</summary>
    private static readonly TimeSpan s_leeway = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions s_flat = new() { MaxDepth = 8 };

    /// <summary>What a token says about itself, before anything of it is believed.</summary>
    public static (string Key, string Algorithm)? Header(string token)
    {
        if (Parts(token) is not [var header, _, _] || Object(header) is not { } fields)
            return null;
        return Text(fields, "kid") is { Length: > 0 and <= 256 } key && Text(fields, "alg") is { } algorithm && !fields.TryGetProperty("crit", out _)
            ? (key, algorithm)
            : null;
    }

    public static string Sign(string keyId, ECDsa key, object claims)
    {
        var signed = $"{Encode(new { alg = "ES256", typ = "JWT", kid = keyId })}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>The claims, if this key has signed them, they are meant for here, and it is their time.</summary>
    public static JsonElement? Read(string token, AsymmetricAlgorithm key, string issuer, string audience, DateTimeOffset now)
    {
        if (Header(token) is not { } header || Parts(token) is not [var head, var body, var signature] || Bytes(signature) is not { } signatureBytes)
            return null;
        var signed = Encoding.ASCII.GetBytes($"{head}.{body}");
        var isGenuine = (key, header.Algorithm) switch
        {
            (ECDsa { KeySize: 256 } ec, "ES256") => ec.VerifyData(signed, signatureBytes, HashAlgorithmName.SHA256),
            (RSA { KeySize: >= 2048 } rsa, "RS256") => rsa.VerifyData(signed, signatureBytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => false,
        };
        return isGenuine && Object(body) is { } claims && Text(claims, "iss") == issuer && IsFor(claims, audience) && IsNow(claims, now) ? claims : null;
    }

    public static string? Text(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsFor(JsonElement claims, string audience) => claims.TryGetProperty("aud", out var meant) && meant.ValueKind switch
    {
        JsonValueKind.String => meant.GetString() == audience,
        JsonValueKind.Array => meant.EnumerateArray().Any(m => m.ValueKind == JsonValueKind.String && m.GetString() == audience),
        _ => false,
    };

    /// <summary>One without an end is none.</summary>
    private static bool IsNow(JsonElement claims, DateTimeOffset now) =>
        Time(claims, "exp") is { } end && now < end + s_leeway && !(Time(claims, "nbf") > now + s_leeway);

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && seconds is > 0 and < 1e11
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static string[]? Parts(string token) => token.Length <= Longest && token.Split('.') is { Length: 3 } parts ? parts : null;

    private static string Encode(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private static byte[]? Bytes(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static JsonElement? Object(string part)
    {
        try
        {
            return Bytes(part) is { } bytes && JsonDocument.Parse(bytes, s_flat).RootElement is { ValueKind: JsonValueKind.Object } fields ? fields : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
