using System.Security.Cryptography;
using Dapper;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Gateway.Accounts.Tokens;

/// <summary>
/// The keys that access tokens are signed with, the same for every gateway. A new one comes each month; an old one goes on proving what
/// it has signed until nothing of that is valid any more.
/// </summary>
public sealed class SigningKeys(Database database, SecretBox box, TimeProvider clock) : IDisposable
{
    public static readonly SealedTable Table = new("signing_keys", "id", "'signing_keys ' || id", IsOfProject: false);

    private static readonly TimeSpan SignsFor = TimeSpan.FromDays(30);
    private static readonly TimeSpan ProvesFor = SignsFor + TimeSpan.FromDays(1);

    /// <summary>Whoever makes up names of keys makes us look no more often than this.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Dictionary<string, SigningKey> _known = [];
    private DateTimeOffset _looked = DateTimeOffset.MinValue;

    /// <summary>The key to sign with.</summary>
    public async Task<SigningKey> Current(CancellationToken cancellationToken)
    {
        if (Newest() is { } known && !IsTired(known))
            return known;
        await Look(cancellationToken);
        if (Newest() is { } found && !IsTired(found))
            return found;
        await Make(cancellationToken);
        await Look(cancellationToken);
        return Newest() ?? throw new InvalidOperationException("There is no key to sign access tokens with.");
    }

    /// <summary>The key of this name, while what it has signed may still be valid.</summary>
    public async Task<SigningKey?> Find(string id, CancellationToken cancellationToken)
    {
        if (!_known.ContainsKey(id) && clock.GetUtcNow() - _looked > LooksEvery)
            await Look(cancellationToken);
        return _known.TryGetValue(id, out var key) && clock.GetUtcNow() - key.CreatedAt < ProvesFor ? key : null;
    }

    public void Dispose()
    {
        _turn.Dispose();
        foreach (var key in _known.Values)
            key.Algorithm.Dispose();
    }

    private SigningKey? Newest() => _known.Values.MaxBy(k => k.CreatedAt);

    private bool IsTired(SigningKey key) => clock.GetUtcNow() - key.CreatedAt > SignsFor;

    private async Task Look(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var rows = await database.Run(
                async (connection, token) => (await connection.QueryAsync<(string Id, string Envelope, DateTime CreatedAt)>(new CommandDefinition(
                    "select id, envelope, created_at from signing_keys where created_at > clock_timestamp() - @ProvesFor",
                    new { ProvesFor }, cancellationToken: token))).ToList(),
                cancellationToken);
            _known = rows.ToDictionary(r => r.Id, r => _known.TryGetValue(r.Id, out var known) ? known : Open(r.Id, r.Envelope, r.CreatedAt));
            _looked = clock.GetUtcNow();
        }
        finally
        {
            _turn.Release();
        }
    }

    private SigningKey Open(string id, string envelope, DateTime createdAt)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(box.Open(envelope, $"signing_keys {id}")), out _);
        return new SigningKey(id, key, createdAt);
    }

    /// <summary>Two gateways may make one each: both are good.</summary>
    private async Task Make(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = NewId.Of<SigningKeyId>(clock).Value;
        var envelope = box.Seal(Convert.ToBase64String(key.ExportPkcs8PrivateKey()), $"signing_keys {id}");
        var publicKey = key.ExportSubjectPublicKeyInfo();
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                insert into signing_keys (id, envelope, public_key) values (@id, @envelope, @publicKey) on conflict (id) do nothing;
                delete from signing_keys where created_at < clock_timestamp() - @ProvesFor
                """,
                new { id, envelope, publicKey, ProvesFor }, cancellationToken: token)),
            cancellationToken);
    }
}

public sealed record SigningKey(string Id, ECDsa Algorithm, DateTimeOffset CreatedAt);
