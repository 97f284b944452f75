using Dapper;
using MiniVercel.Platform.Changes;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Ports;

namespace MiniVercel.Platform.Sweeping;

/// <summary>How much a sweep of the records found that nobody needs any more.</summary>
public sealed record SweptRecords(int Artifacts, int Contents, int LogLines);

/// <summary>
/// Removes what deleted builds and projects have left in the database, and forgets which contents a team has brought where their pin has
/// run out and no artifact of the team has them. No file is touched: those that nobody names any more are found by their nodes.
/// </summary>
public sealed class RecordSweep(Database database, IFailpoints failpoints)
{
    private const int ArtifactsAtOnce = 20;
    private const int ContentsAtOnce = 1_000;

    /// <summary>Of these builds or apps at once, all lines.</summary>
    private const int LogsAtOnce = 5;
    private const int AppsAtOnce = 20;

    /// <summary>What an app has printed is kept for as long as people ask what happened.</summary>
    private static readonly TimeSpan AppLinesKeptFor = TimeSpan.FromDays(7);

    /// <summary>
    /// Whether an artifact of the team has the content of the row `t`. The last two words keep PostgreSQL from joining the tables: it
    /// would read every manifest, where one look into the index answers.
    /// </summary>
    internal const string IsNeeded =
        "exists (select 1 from artifacts a where a.team_id = t.team_id and contents_of(a.manifest) @> array[t.blob] offset 0)";

    public async Task<SweptRecords> Sweep(CancellationToken cancellationToken)
    {
        var lines = await Repeat(SweepLogs, cancellationToken);
        lines += await SweepAppLogs(cancellationToken);
        var artifacts = await Repeat(SweepArtifacts, cancellationToken);
        if (artifacts > 0)
            failpoints.Reach(Failpoint.ArtifactsSwept);
        var contents = await SweepContents(cancellationToken);
        if (contents > 0)
            failpoints.Reach(Failpoint.ContentsSwept);
        await Repeat(SweepPlaces, cancellationToken);
        await SweepChanges(cancellationToken);
        await SweepRouteChanges(cancellationToken);
        return new SweptRecords(artifacts, contents, lines);
    }

    private static async Task<int> Repeat(Func<CancellationToken, Task<int>> sweep, CancellationToken cancellationToken)
    {
        var (total, some) = (0, 0);
        do
            total += some = await sweep(cancellationToken);
        while (some > 0);
        return total;
    }

    private Task<int> SweepLogs(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            delete from build_logs where build_id in (
                select b.id from builds b join projects p on p.id = b.project_id
                where (b.deleted_at is not null or p.deleted_at is not null and b.status in ('success', 'failed', 'canceled'))
                and exists (select 1 from build_logs l where l.build_id = b.id)
                limit @LogsAtOnce)
            """,
            new { LogsAtOnce }, cancellationToken: token)),
        cancellationToken);

    private async Task<int> SweepAppLogs(CancellationToken cancellationToken)
    {
        var lines = 0;
        while (await SweepLogsOfNobody(cancellationToken) is { } gone)
            lines += gone;
        return lines + await Repeat(SweepOldAppLines, cancellationToken);
    }

    /// <summary>
    /// Of apps whose deployment or build is deleted; nothing when there is none left. Their end is locked before the lines are looked for,
    /// so that none slips in behind: a line without an end would stand in the way of the next ones.
    /// </summary>
    private Task<int?> SweepLogsOfNobody(CancellationToken cancellationToken) => database.Transact<int?>(
        async (connection, transaction, token) =>
        {
            var apps = (await connection.QueryAsync<string>(new CommandDefinition(
                """
                select app_id from app_log_ends e
                where not exists (
                    select 1 from deployments d join builds b on b.id = d.build_id join projects p on p.id = d.project_id
                    where d.id = e.app_id and b.deleted_at is null and p.deleted_at is null)
                and not exists (
                    select 1 from builds b join projects p on p.id = b.project_id
                    where b.id = e.app_id and b.deleted_at is null and p.deleted_at is null)
                limit @LogsAtOnce for update skip locked
                """,
                new { LogsAtOnce }, transaction, cancellationToken: token))).ToArray();
            if (apps.Length == 0)
                return null;
            var lines = await connection.ExecuteAsync(new CommandDefinition(
                "delete from app_logs where app_id = any(@apps)", new { apps }, transaction, cancellationToken: token));
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from app_log_ends where app_id = any(@apps)", new { apps }, transaction, cancellationToken: token));
            return lines;
        },
        cancellationToken);

    /// <summary>Where the first line of a log is not old, none is worth a look: they stand in the order of their times.</summary>
    private Task<int> SweepOldAppLines(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            with old as materialized (
                select e.app_id from app_log_ends e
                cross join lateral (select at from app_logs l where l.app_id = e.app_id order by seq limit 1) as first
                where first.at < clock_timestamp() - @AppLinesKeptFor
                limit @AppsAtOnce)
            delete from app_logs l using old where l.app_id = old.app_id and l.at < clock_timestamp() - @AppLinesKeptFor
            """,
            new { AppLinesKeptFor, AppsAtOnce }, cancellationToken: token)),
        cancellationToken);

    /// <summary>Once a build is deleted nothing new is pointed to it; what was before still needs its artifact.</summary>
    private Task<int> SweepArtifacts(CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await ContentLock.Take(connection, transaction, token);
            return await connection.ExecuteAsync(new CommandDefinition(
                """
                delete from artifacts where build_id in (
                    select a.build_id from artifacts a join builds b on b.id = a.build_id join projects p on p.id = a.project_id
                    where (b.deleted_at is not null or p.deleted_at is not null)
                    and not exists (select 1 from routes r where r.build_id = a.build_id)
                    and not exists (select 1 from hosts h where h.build_id = a.build_id)
                    limit @ArtifactsAtOnce)
                """,
                new { ArtifactsAtOnce }, transaction, cancellationToken: token));
        },
        cancellationToken);

    private async Task<int> SweepContents(CancellationToken cancellationToken)
    {
        var gone = 0;
        for (Round? round = new("", "", 0); round is not null; gone += round?.Gone ?? 0)
            round = await SweepContents(round, cancellationToken);
        return gone;
    }

    /// <summary>Those that come after the last ones, in the order of their keys; nothing where there are none.</summary>
    private Task<Round?> SweepContents(Round last, CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await ContentLock.Take(connection, transaction, token);
            return await connection.QuerySingleOrDefaultAsync<Round>(new CommandDefinition(
                $"""
                 with next as (
                     select team_id, blob from team_blobs where (team_id, blob) > (@Team, @Blob) order by team_id, blob limit @ContentsAtOnce),
                 gone as (
                     delete from team_blobs t using next n
                     where t.team_id = n.team_id and t.blob = n.blob and t.pinned_until < clock_timestamp() and not {IsNeeded}
                     returning 1)
                 select team_id as team, blob, (select count(*)::int from gone) as gone from next order by team_id desc, blob desc limit 1
                 """,
                new { last.Team, last.Blob, ContentsAtOnce }, transaction, cancellationToken: token));
        },
        cancellationToken);

    /// <summary>Of nodes that are gone. One that comes back finds the files by looking.</summary>
    private Task<int> SweepPlaces(CancellationToken cancellationToken) => database.Transact(
        async (connection, transaction, token) =>
        {
            await ContentLock.Take(connection, transaction, token);
            return await connection.ExecuteAsync(new CommandDefinition(
                """
                delete from blob_locations where (blob, node_id) in (
                    select l.blob, l.node_id from blob_locations l
                    where not exists (select 1 from silos s where s.node_id = l.node_id)
                    and not exists (select 1 from team_blobs t where t.blob = l.blob)
                    limit @ContentsAtOnce)
                """,
                new { ContentsAtOnce }, transaction, cancellationToken: token));
        },
        cancellationToken);

    private Task<int> SweepChanges(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "delete from changes where at < clock_timestamp() - @KeptFor", new { ChangeStore.KeptFor }, cancellationToken: token)),
        cancellationToken);

    private Task<int> SweepRouteChanges(CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "delete from route_changes where changed_at < clock_timestamp() - @KeptFor", new { RouteClocks.KeptFor }, cancellationToken: token)),
        cancellationToken);

    /// <param name="Team">Where it came to, with the content.</param>
    private sealed record Round(string Team, string Blob, int Gone);
}
