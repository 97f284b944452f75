using Dapper;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Nodes;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Silo.Running;

/// <summary>
/// The engine's part in keeping contents safe: whenever engines have come or gone, it fetches what too few of those that
/// live have.
/// </summary>
public sealed partial class BlobKeeper(
    Database database, NodeDirectory nodes, BlobExchange exchange, SiloIdentity silo, ILogger<BlobKeeper> logger) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = "";
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var engines = await nodes.Engines(stoppingToken);
                var now = string.Join(',', engines.Select(e => e.Id).Order(StringComparer.Ordinal));
                if (now == seen)
                    continue;
                if (engines.Count < 2 || await FetchWhatIsScarce(stoppingToken))
                    seen = now;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogCannotKeep(e.Message);
            }
        }
    }

    /// <summary>Returns whether that was all of it.</summary>
    private async Task<bool> FetchWhatIsScarce(CancellationToken cancellationToken)
    {
        var scarce = await database.Run(
            async (connection, token) => (await connection.QueryAsync<(string Blob, long Size)>(new CommandDefinition(
                """
                select l.blob, (select max(t.size) from team_blobs t where t.blob = l.blob) as size
                from blob_locations l
                left join silos s on s.node_id = l.node_id and s.lease_until > clock_timestamp() and 'engine' = any(s.roles)
                where exists (select 1 from team_blobs t where t.blob = l.blob)
                group by l.blob
                having count(s.id) = 1 and not bool_or(l.node_id = @me)
                limit @AtOnce
                """,
                new { me = silo.NodeId, AtOnce }, cancellationToken: token))).ToList(),
            cancellationToken);
        var isAll = scarce.Count < AtOnce;
        foreach (var (blob, size) in scarce)
        {
            if (BlobKey.TryParse(blob, out var key) && await exchange.TryFetch(key, size, cancellationToken) is BlobFetch.OutOfReach)
                isAll = false;
        }

        return isAll;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Copies of contents could not be fetched: {Error}")]
    private partial void LogCannotKeep(string error);
}
