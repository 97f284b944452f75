using Dapper;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Sweeping;

/// <summary>
/// Removes from this engine's store what no team has any more. First it is forgotten that the content is here, then the file goes: a
/// process that dies in between leaves a file that nobody names, which the next sweep finds by looking; never a name without a file.
/// </summary>
public sealed class StoreSweep(Database database, IBlobStore blobs, string nodeId, IFailpoints failpoints)
{
    private const int AtOnce = 500;

    /// <summary>Returns how many contents went.</summary>
    public async Task<int> Sweep(CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var some in blobs.All().Chunk(AtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var names = some.Select(k => k.ToString()).ToArray();
            if (await Nobodys(names, cancellationToken) is not { Length: > 0 } nobodys)
                continue;
            await ForgetPlaces(nobodys, cancellationToken);
            failpoints.Reach(Failpoint.PlacesForgotten);
            removed += await Remove(nobodys, cancellationToken);
            failpoints.Reach(Failpoint.FilesSwept);
        }

        return removed;
    }

    /// <summary>A look without the lock: of most contents there is nothing to do.</summary>
    private Task<string[]> Nobodys(string[] names, CancellationToken cancellationToken) => database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            "select name from unnest(@names) as name where not exists (select 1 from team_blobs t where t.blob = name)",
            new { names }, cancellationToken: token))).ToArray(),
        cancellationToken);

    private Task<int> ForgetPlaces(string[] names, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await ContentLock.Take(connection, transaction, token);
            return await connection.ExecuteAsync(new CommandDefinition(
                """
                delete from blob_locations l where l.node_id = @nodeId and l.blob = any(@names)
                and not exists (select 1 from team_blobs t where t.blob = l.blob)
                """,
                new { nodeId, names }, transaction, cancellationToken: token));
        },
        cancellationToken);

    /// <summary>Looked at again, with the lock, which is held until the files are gone.</summary>
    private Task<int> Remove(string[] names, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await ContentLock.Take(connection, transaction, token);
            var unnamed = (await connection.QueryAsync<string>(new CommandDefinition(
                """
                select name from unnest(@names) as name
                where not exists (select 1 from team_blobs t where t.blob = name)
                and not exists (select 1 from blob_locations l where l.blob = name and l.node_id = @nodeId)
                """,
                new { nodeId, names }, transaction, cancellationToken: token))).ToList();
            failpoints.Reach(Failpoint.FilesChosen);
            foreach (var name in unnamed)
            {
                if (BlobKey.TryParse(name, out var key))
                    blobs.Remove(key);
            }

            return unnamed.Count;
        },
        cancellationToken);
}
