using Dapper;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Secrets;

/// <summary>How many secrets lie under a key.</summary>
public sealed record KeyUse(string KeyId, long Secrets);

/// <summary>What a part of a rotation has done, and what is left of it.</summary>
/// <param name="KeyId">The key that secrets are sealed under now.</param>
/// <param name="Resealed">How many were sealed anew.</param>
/// <param name="Unreadable">How many could not be: their key is not here, or they are damaged.</param>
/// <param name="Remaining">How many lie under an older key still, those among them.</param>
public sealed record Rotated(string KeyId, int Resealed, int Unreadable, long Remaining);

/// <summary>
/// Seals under the first key what still lies under an older one. Each row says itself under which key it is, and is exchanged only
/// against what was read: so it may be broken off anywhere, run twice at once, and meet people who change the same secrets.
/// </summary>
public sealed class KeyRotation(Database database, SecretBox box, IEnumerable<SealedTable> tables, IFailpoints failpoints)
{
    private const int PageSize = 100;

    /// <summary>Seals about this many, so that whoever asks has an answer in time; asked again, it goes on.</summary>
    public async Task<Rotated> Go(int enough, CancellationToken cancellationToken)
    {
        var (resealed, unreadable) = (0, 0);
        foreach (var table in tables)
        {
            var after = "";
            while (resealed < enough && await Old(table, after, cancellationToken) is { Count: > 0 } page)
            {
                foreach (var row in page)
                {
                    if (await Reseal(table, row, cancellationToken))
                        resealed++;
                    else
                        unreadable++;
                }

                after = page[^1].Id;
            }
        }

        var remaining = (await Keys(cancellationToken)).Where(k => k.KeyId != box.KeyId).Sum(k => k.Secrets);
        return new Rotated(box.KeyId, resealed, unreadable, remaining);
    }

    /// <summary>The keys that secrets lie under: one that is not among them is not needed any more.</summary>
    public async Task<IReadOnlyList<KeyUse>> Keys(CancellationToken cancellationToken)
    {
        var uses = new List<KeyUse>();
        foreach (var table in tables)
        {
            uses.AddRange(await database.Run(
                async (connection, token) => (await connection.QueryAsync<KeyUse>(new CommandDefinition(
                    $"""select split_part(envelope, ':', 2) as "KeyId", count(*) as "Secrets" from {table.Name} where envelope is not null group by 1""",
                    cancellationToken: token))).ToList(),
                cancellationToken));
        }

        return [.. uses.GroupBy(u => u.KeyId).Select(k => new KeyUse(k.Key, k.Sum(u => u.Secrets))).OrderBy(k => k.KeyId != box.KeyId).ThenBy(k => k.KeyId)];
    }

    private async Task<bool> Reseal(SealedTable table, OldRow row, CancellationToken cancellationToken)
    {
        string anew;
        try
        {
            anew = box.Seal(box.Open(row.Envelope, row.Row), row.Row);
        }
        catch (SecretUnreadableException)
        {
            return false;
        }

        await database.Run(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                $"update {table.Name} set envelope = @anew where {table.Id} = @Id and envelope = @Envelope",
                new { row.Id, row.Envelope, anew }, cancellationToken: token)),
            cancellationToken);
        failpoints.Reach(Failpoint.SecretResealed);
        return true;
    }

    private Task<List<OldRow>> Old(SealedTable table, string after, CancellationToken cancellationToken) => database.Run(
        async (connection, token) => (await connection.QueryAsync<OldRow>(new CommandDefinition(
            $"""
             select {table.Id} as "Id", {table.Row} as "Row", envelope as "Envelope" from {table.Name}
             where split_part(envelope, ':', 2) <> @key and {table.Id} > @after order by {table.Id} limit @PageSize
             """,
            new { key = box.KeyId, after, PageSize }, cancellationToken: token))).ToList(),
        cancellationToken);

    private sealed record OldRow(string Id, string Row, string Envelope);
}
