using System.Globalization;
using System.Text.Json;
using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Ports;
using Npgsql;

namespace MiniVercel.Platform.Storage;

/// <summary>
/// Grain state in PostgreSQL: a table per kind of grain, named by the state. A write succeeds only on the version that
/// was read, and carries an id of its own, so that one whose answer got lost recognises itself. Nothing is written by a
/// silo that holds no lease: its grains may be awake elsewhere.
/// </summary>
public sealed class PostgresGrainStorage(Database database, SiloLease? lease = null) : IGrainStorage
{
    private static readonly HashSet<string> Tables = ["projects", "builds", "deployments"];

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var id = Key(grainId);
        var row = await database.Run((connection, token) => connection.QuerySingleOrDefaultAsync<(long Version, string State)?>(
            new CommandDefinition($"select version, state::text from {Table(stateName)} where id = @id", new { id }, cancellationToken: token)));

        grainState.RecordExists = row is not null;
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.State = row is { } found
            ? JsonSerializer.Deserialize<T>(found.State, StateJson.Options)!
            : Activator.CreateInstance<T>();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = grainState.State as IGrainRecord
            ?? throw new InvalidOperationException($"{typeof(T).Name} must be an {nameof(IGrainRecord)} to be stored.");
        if (lease is { IsHeld: false })
            throw new SiloUnavailableException($"The state of {grainId} was not written: this silo holds no lease at the moment.");
        var read = grainState.ETag is { } etag ? long.Parse(etag, CultureInfo.InvariantCulture) : 0;
        var write = new
        {
            id = Key(grainId),
            team = record.Team.Value,
            read,
            writeId = Guid.CreateVersion7(),
            wake = record.WakeIn,
            state = JsonSerializer.Serialize(grainState.State, StateJson.Options),
        };

        try
        {
            if (!await database.Run((connection, token) => Write(connection, Table(stateName), write, write.writeId, read == 0, token)))
            {
                throw new InconsistentStateException(
                    $"{grainId} was changed by somebody else since version {read} was read.",
                    storedEtag: "unknown",
                    currentEtag: grainState.ETag ?? "none");
            }
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new DuplicateKeyException(e.ConstraintName ?? "unique", e);
        }

        grainState.ETag = (read + 1).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    /// <summary>Records are never removed this way: a deletion is a state that says so.</summary>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException("A grain's record is not cleared; its state says that it was deleted.");

    private static async Task<bool> Write(
        NpgsqlConnection connection, string table, object write, Guid writeId, bool isFirst, CancellationToken cancellationToken)
    {
        var sql = isFirst
            ? $"""
               insert into {table} (id, team_id, version, write_id, wake_at, state)
               values (@id, @team, 1, @writeId, clock_timestamp() + @wake::interval, @state::jsonb)
               on conflict (id) do nothing
               """
            : $"""
               update {table} set version = version + 1, write_id = @writeId, team_id = @team,
                   wake_at = clock_timestamp() + @wake::interval, state = @state::jsonb
               where id = @id and version = @read
               """;
        if (await connection.ExecuteAsync(new CommandDefinition(sql, write, cancellationToken: cancellationToken)) == 1)
            return true;

        // Nothing written: either somebody else was first, or it was this very write, sent again after its answer was lost.
        return await connection.ExecuteScalarAsync<Guid?>(
            new CommandDefinition($"select write_id from {table} where id = @id", write, cancellationToken: cancellationToken)) == writeId;
    }

    private static string Key(GrainId grainId) => grainId.Key.ToString()!;

    private static string Table(string stateName) => Tables.Contains(stateName)
        ? stateName
        : throw new InvalidOperationException($"There is no table for the grain state '{stateName}'.");
}
