using Dapper;
using Npgsql;

namespace MiniVercel.Platform.Sweeping;

/// <summary>
/// Between those who rely on contents and those who take them away. Whoever writes down that a content is there, or that
/// something needs it, shares the lock, looks, and writes; whoever removes one has the lock alone while it looks and removes. So
/// neither acts on what the other has changed meanwhile. It ends with the transaction.
/// </summary>
internal static class ContentLock
{
    private const long Key = 0x636f6e74656e7473; // "contents"

    public static Task Share(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock_shared(@Key)", new { Key }, transaction, cancellationToken: cancellationToken));

    public static Task Take(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(@Key)", new { Key }, transaction, cancellationToken: cancellationToken));
}
