using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using MiniVercel.Gateway.Accounts.Callers;
using MiniVercel.Gateway.Accounts.Logins;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Tokens;

/// <summary>An issuer of tokens that the operator trusts: who it says somebody is, they are.</summary>
/// <param name="Issuer">Its name, as its tokens have it.</param>
/// <param name="Audience">What its tokens for here are made out to.</param>
/// <param name="Keys">Where it publishes its keys.</param>
public sealed record TrustedIssuer(string Issuer, string Audience, Uri Keys);

/// <summary>
/// Access tokens of the trusted issuer. Its keys are kept for a day; a key that is not among them is looked for at most once a minute.
/// Whoever it vouches for is the user whose identity there is on record.
/// </summary>
public sealed partial class OutsideTokens(
    AccountSettings settings, IHttpClientFactory clients, Database database, Sessions sessions, TimeProvider clock, ILogger<OutsideTokens> logger) : IDisposable
{
    public const string Client = "issuer of tokens";
    private const string Provider = "issuer";
    private const int MostKeys = 100;

    private static readonly TimeSpan s_keptFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_askedEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Kept _kept = new([], DateTimeOffset.MinValue);
    private DateTimeOffset _asked = DateTimeOffset.MinValue;

    public async Task<Caller?> Find(string token, CancellationToken cancellationToken)
    {
        if (settings.Issuer is not { } trusted || Jwt.Header(token) is not { Algorithm: "RS256" } header || await Key(trusted, header.Key, cancellationToken) is not { } key)
            return null;
        if (Jwt.Read(token, key, trusted.Issuer, trusted.Audience, clock.GetUtcNow()) is not { } claims || Jwt.Text(claims, "sub") is not { Length: > 0 and <= 255 } subject)
            return null;
        return await User(subject, cancellationToken) is { } user ? await sessions.Of(user, cancellationToken) : null;
    }

    public void Dispose()
    {
        _turn.Dispose();
        foreach (var key in _kept.Keys.Values)
            key.Dispose();
    }

    private async Task<UserId?> User(string subject, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select user_id from identities where provider = @Provider and subject = @subject", new { Provider, subject }, cancellationToken: token)),
        cancellationToken) is { } user ? new UserId(user) : null;

    private async Task<RSA?> Key(TrustedIssuer trusted, string id, CancellationToken cancellationToken)
    {
        if (Known(id) is { } known)
            return known;

        // Whoever comes while somebody asks waits for the answer as well: it may be what they need.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (Known(id) is null && clock.GetUtcNow() - _asked >= s_askedEvery)
                await Fetch(trusted.Keys, cancellationToken);
            return Known(id);
        }
        finally
        {
            _turn.Release();
        }
    }

    private RSA? Known(string id) => clock.GetUtcNow() - _kept.Fetched < s_keptFor ? _kept.Keys.GetValueOrDefault(id) : null;

    private async Task Fetch(Uri url, CancellationToken cancellationToken)
    {
        _asked = clock.GetUtcNow();
        try
        {
            using var client = clients.CreateClient(Client);
            using var json = JsonDocument.Parse(await client.GetByteArrayAsync(url, cancellationToken));
            var keys = new Dictionary<string, RSA>();
            foreach (var key in json.RootElement.GetProperty("keys").EnumerateArray().Take(MostKeys))
            {
                if (Jwt.Text(key, "kty") != "RSA" || Jwt.Text(key, "use") is not (null or "sig") || Jwt.Text(key, "kid") is not { } id)
                    continue;
                keys[id] = RSA.Create(new RSAParameters
                {
                    Modulus = System.Buffers.Text.Base64Url.DecodeFromChars(Jwt.Text(key, "n")),
                    Exponent = System.Buffers.Text.Base64Url.DecodeFromChars(Jwt.Text(key, "e")),
                });
            }

            _kept = new Kept(keys, _asked);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or FormatException or InvalidOperationException
            or CryptographicException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNoKeys(url, e.Message);
        }
    }

    private sealed record Kept(Dictionary<string, RSA> Keys, DateTimeOffset Fetched);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the trusted issuer cannot be read from {Url}: {Reason}")]
    private partial void LogNoKeys(Uri url, string reason);
}
