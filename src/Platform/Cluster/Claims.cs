using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Cluster;

/// <summary>Work that this silo has taken on: nobody else touches it while the silo's lease runs.</summary>
public sealed record Claim(string Id, int Attempt);

/// <summary>
/// How runners find their work: they claim the next open row that nobody alive has claimed. A row of their own that
/// they do not know of counts too: its claim's answer was lost on the way.
/// </summary>
public sealed class Claims(Database database, SiloIdentity silo)
{
    /// <summary>The next build, the project with the fewest running ones first.</summary>
    public Task<Claim?> NextBuild(IReadOnlyCollection<string> running, CancellationToken cancellationToken) => Next(
        "build_claims",
        """
        select b.id, coalesce(c.attempt, 0) as seen from builds b left join build_claims c on c.id = b.id
        where b.status in ('pending', 'building') and b.deleted_at is null and {free}
        order by (select count(*) from builds r where r.project_id = b.project_id and r.status = 'building'), b.id
        limit 1 for no key update of b skip locked
        """,
        running,
        cancellationToken);

    /// <summary>The next activation; of a project's that wait the newest, because the older ones can only lose to it.</summary>
    public Task<Claim?> NextActivation(IReadOnlyCollection<string> running, CancellationToken cancellationToken) => Next(
        "activation_claims",
        """
        select d.id, coalesce(c.attempt, 0) as seen from deployments d left join activation_claims c on c.id = d.id
        where d.phase = 'activating' and {free} and not exists (
            select 1 from deployments n where n.project_id = d.project_id and n.phase = 'activating' and n.generation > d.generation
            and not exists (select 1 from activation_claims taken where taken.id = n.id))
        order by d.id
        limit 1 for no key update of d skip locked
        """,
        running,
        cancellationToken);

    private Task<Claim?> Next(string table, string choose, IReadOnlyCollection<string> running, CancellationToken cancellationToken)
    {
        // Whoever has no row has left, or was judged already.
        const string free =
            $"""
            (c.id is null
             or c.silo_id = @judge and not c.id = any(@running)
             or c.silo_id <> @judge and not exists (
                select 1 from silos s where s.id = c.silo_id and (s.lease_until > clock_timestamp() or not {Verdicts.MayJudge})))
            """;
        // A row is free to be locked as soon as somebody else has claimed it, and a statement that began before still sees
        // no claim. So a claim is taken only from the state it was seen in.
        var sql =
            $"""
             with next as ({choose.Replace("{free}", free, StringComparison.Ordinal)})
             insert into {table} as mine (id, attempt, silo_id) select id, seen + 1, @judge from next
             on conflict (id) do update set attempt = excluded.attempt, silo_id = @judge, claimed_at = clock_timestamp()
             where mine.attempt = excluded.attempt - 1
             returning id, attempt
             """;
        return database.Run(
            (connection, token) => connection.QuerySingleOrDefaultAsync<Claim?>(
                new CommandDefinition(sql, new { judge = silo.SiloId, lease = SiloLease.Length, running = running.ToArray() }, cancellationToken: token)),
            cancellationToken);
    }
}
