using System.Security.Cryptography;
using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Secrets;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Calls;

public abstract record IdempotentCall
{
    private IdempotentCall()
    {
    }

    /// <summary>It is to be done now.</summary>
    public sealed record Mine(IdsOfCall Ids) : IdempotentCall;

    public sealed record Done(int Status, string? ContentType, string? Location, string Body) : IdempotentCall;

    public sealed record Running : IdempotentCall;

    public sealed record Another : IdempotentCall;
}

/// <summary>Calls that have a key, and how each was answered, for a day: sealed, as some answers hold what is shown only once.</summary>
public sealed class IdempotencyKeys(Database database, SecretBox box, SiloIdentity silo, IFailpoints failpoints)
{
    private static readonly TimeSpan s_keptFor = TimeSpan.FromDays(1);

    /// <summary>Longer than a call may take: after it, whoever did it is gone.</summary>
    private static readonly TimeSpan s_longestCall = TimeSpan.FromMinutes(3);

    /// <summary>The call is this one, it has no answer, and nobody is doing it. A silo that only seems to be gone makes the same things, under the same ids.</summary>
    private const string IsFree =
        """
        (idempotency_keys.status is null and idempotency_keys.fingerprint = excluded.fingerprint and (idempotency_keys.runs_until < clock_timestamp()
            or not exists (select 1 from silos s where s.id = idempotency_keys.silo and s.lease_until > clock_timestamp())))
        """;

    public async Task<IdempotentCall> Begin(string caller, string key, byte[] fingerprint, CancellationToken cancellationToken)
    {
        var mine = Guid.CreateVersion7();
        var row = await database.Run(
            (connection, token) => connection.QuerySingleAsync<Row>(new CommandDefinition(
                $"""
                delete from idempotency_keys where (caller, key) in (
                    select caller, key from idempotency_keys where began_at < clock_timestamp() - @s_keptFor limit 100 for update skip locked);
                insert into idempotency_keys (caller, key, fingerprint, seed, runner, silo, runs_until)
                values (@caller, @key, @fingerprint, @seed, @mine, @SiloId, clock_timestamp() + @s_longestCall)
                on conflict (caller, key) do update
                set runner = case when {IsFree} then excluded.runner else idempotency_keys.runner end,
                    silo = case when {IsFree} then excluded.silo else idempotency_keys.silo end,
                    runs_until = case when {IsFree} then excluded.runs_until else idempotency_keys.runs_until end
                returning fingerprint, seed, runner, began_at, status, content_type, location, answer
                """,
                new { caller, key, fingerprint, seed = RandomNumberGenerator.GetBytes(16), mine, silo.SiloId, s_keptFor, s_longestCall }, cancellationToken: token)),
            cancellationToken);
        if (!row.Fingerprint.AsSpan().SequenceEqual(fingerprint))
            return new IdempotentCall.Another();
        if (row.Status is { } status)
            return new IdempotentCall.Done(status, row.ContentType, row.Location, box.Open(row.Answer!, Owner(caller, key)));
        return row.Runner == mine ? new IdempotentCall.Mine(new IdsOfCall(row.Seed, row.BeganAt)) : new IdempotentCall.Running();
    }

    public async Task End(string caller, string key, IdempotentCall.Done answer, CancellationToken cancellationToken)
    {
        failpoints.Reach(Failpoint.CallDone);
        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                """
                update idempotency_keys set status = @Status, content_type = @ContentType, location = @Location, answer = @sealedAnswer
                where caller = @caller and key = @key and status is null
                """,
                new { caller, key, answer.Status, answer.ContentType, answer.Location, sealedAnswer = box.Seal(answer.Body, Owner(caller, key)) }, cancellationToken: token)),
            cancellationToken);
        failpoints.Reach(Failpoint.CallRecorded);
    }

    /// <summary>Nothing came of it that is worth keeping; but its ids stay the same for whoever tries again.</summary>
    public Task Forget(string caller, string key, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "update idempotency_keys set runs_until = '-infinity' where caller = @caller and key = @key and status is null",
            new { caller, key }, cancellationToken: token)),
        cancellationToken);

    private static string Owner(string caller, string key) => $"idempotency_keys {caller} {key}";

    private sealed record Row
    {
        public byte[] Fingerprint { get; init; } = [];
        public byte[] Seed { get; init; } = [];
        public Guid Runner { get; init; }
        public DateTime BeganAt { get; init; }
        public int? Status { get; init; }
        public string? ContentType { get; init; }
        public string? Location { get; init; }
        public string? Answer { get; init; }
    }
}
