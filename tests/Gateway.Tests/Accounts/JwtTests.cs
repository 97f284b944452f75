using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniVercel.Gateway.Accounts.Tokens;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>A token is what its key has signed, and nothing that it says about itself changes that.</summary>
public sealed class JwtTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public void Dispose()
    {
        _key.Dispose();
        _rsa.Dispose();
    }

    [Fact]
    public void What_the_key_has_signed_is_read() =>
        Assert.Equal("usr_1", Jwt.Text(Read(Jwt.Sign("k", _key, Claims()))!.Value, "sub"));

    [Theory]
    [InlineData("none", "")]
    [InlineData("None", "")]
    [InlineData("NONE", "any")]
    [InlineData("", "any")]
    [InlineData("HS256", null)]
    [InlineData("ES384", null)]
    [InlineData("RS256", null)]
    [InlineData("PS256", null)]
    [InlineData("es256", null)]
    public void Another_algorithm_is_not_believed(string algorithm, string? signature)
    {
        var genuine = Jwt.Sign("k", _key, Claims()).Split('.');
        var header = Encode($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"k"}""");

        Assert.Null(Read($"{header}.{genuine[1]}.{signature ?? genuine[2]}"));
        Assert.Null(Read($"{header}.{genuine[1]}."));
        Assert.Null(Read($"{header}.{genuine[1]}"));
    }

    [Fact]
    public void The_public_key_is_no_shared_secret()
    {
        var body = Jwt.Sign("k", _key, Claims()).Split('.')[1];
        foreach (var algorithm in new[] { "HS256", "ES256" })
        {
            var signed = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"JWT","kid":"k"}""")}.{body}";
            foreach (var secret in new[] { _key.ExportSubjectPublicKeyInfo(), Encoding.ASCII.GetBytes(_key.ExportSubjectPublicKeyInfoPem()), [] })
                Assert.Null(Read($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}"));
        }
    }

    [Fact]
    public void Keys_that_a_token_brings_along_are_not_looked_at()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = own.ExportParameters(includePrivateParameters: false);
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(parameters.Q.X)}}","y":"{{Base64Url.EncodeToString(parameters.Q.Y)}}"}""";
        foreach (var more in new[] { $"\"jwk\":{jwk}", "\"jku\":\"http://127.0.0.1:1/keys\"", "\"x5u\":\"http://127.0.0.1:1/keys\"", "\"crit\":[\"exp\"]" })
        {
            var signed = $"{Encode($$"""{"alg":"ES256","typ":"JWT","kid":"k",{{more}}}""")}.{Encode(JsonSerializer.Serialize(Claims()))}";
            Assert.Null(Read($"{signed}.{Base64Url.EncodeToString(own.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}"));
        }
    }

    [Theory]
    [InlineData("iss", "somebody else")]
    [InlineData("iss", null)]
    [InlineData("aud", "another installation")]
    [InlineData("aud", null)]
    [InlineData("exp", null)]
    [InlineData("exp", "never")]
    [InlineData("exp", -31)]
    [InlineData("nbf", 31)]
    public void What_is_not_meant_for_here_and_now_is_not_read(string claim, object? value)
    {
        var claims = JsonSerializer.SerializeToNode(Claims())!.AsObject();
        claims[claim] = value is int seconds ? Now.ToUnixTimeSeconds() + seconds : value is null ? null : JsonValue.Create((string)value);

        Assert.Null(Read(Jwt.Sign("k", _key, claims)));
    }

    [Fact]
    public void An_audience_may_be_one_of_several()
    {
        var claims = JsonSerializer.SerializeToNode(Claims())!.AsObject();
        claims["aud"] = new JsonArray("elsewhere", "here");

        Assert.NotNull(Read(Jwt.Sign("k", _key, claims)));
    }

    [Fact]
    public void No_changed_character_goes_unnoticed()
    {
        var token = Jwt.Sign("k", _key, Claims());
        for (var i = 0; i < token.Length; i++)
        {
            // The last character of a part may carry bits that mean nothing.
            if (token[i] == '.' || i + 1 == token.Length || token[i + 1] == '.')
                continue;
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(Read(changed));
        }
    }

    [Fact]
    public void What_is_no_token_is_none()
    {
        foreach (var text in new[] { "", ".", "..", "...", "a.b.c", "{}.{}.{}", new string('.', 5_000), new string('a', 5_000), "\0.\0.\0", Encode("[]") + "." + Encode("{}") + ".x" })
            Assert.Null(Read(text));
        var deep = Encode(string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200));
        Assert.Null(Read($"{deep}.{deep}.x"));
    }

    [Fact]
    public void A_key_of_another_kind_reads_its_own_algorithm_alone()
    {
        var signed = $"{Encode("""{"alg":"RS256","typ":"JWT","kid":"k"}""")}.{Encode(JsonSerializer.Serialize(Claims()))}";
        var token = $"{signed}.{Base64Url.EncodeToString(_rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        using var small = RSA.Create(1024);

        Assert.NotNull(Jwt.Read(token, _rsa, "minivercel", "here", Now));
        Assert.Null(Jwt.Read(token, _key, "minivercel", "here", Now));
        Assert.Null(Jwt.Read(token, small, "minivercel", "here", Now));
        Assert.Null(Jwt.Read(Jwt.Sign("k", _key, Claims()), _rsa, "minivercel", "here", Now));
    }

    private JsonElement? Read(string token) => Jwt.Read(token, _key, "minivercel", "here", Now);

    private static object Claims() => new { iss = "minivercel", aud = "here", sub = "usr_1", sid = "ses_1", exp = Now.ToUnixTimeSeconds() + 60 };

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
