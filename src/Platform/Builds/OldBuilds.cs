using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Builds;

/// <summary>Builds that have been kept for as long as their project, or else the operator, wants it.</summary>
public sealed class OldBuilds(Database database)
{
    /// <summary>How many of the builds that a project has served can always be gone back to.</summary>
    private const int WaysBack = 10;

    /// <summary>
    /// The oldest ones that nothing needs: not the active build and those that were active last, not the newest success of a branch, not
    /// one that a name of its own points to or that is about to be activated, and none that has not ended.
    /// </summary>
    /// <param name="days">How long they are kept where the project does not say it; for ever if nothing is given, and so is 0 of a project.</param>
    /// <param name="most">How many to find.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    public async Task<IReadOnlyList<BuildId>> Find(int? days, int most, CancellationToken cancellationToken) => await database.Run(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
                """
                select b.id from builds b
                join projects p on p.id = b.project_id and p.deleted_at is null
                cross join lateral (select coalesce((p.state -> 'settings' ->> 'retention_days')::int, @days)) as kept (days)
                where b.deleted_at is null and b.status in ('success', 'failed', 'canceled') and kept.days > 0
                and (b.state ->> 'completed_at')::timestamptz < clock_timestamp() - kept.days * interval '1 day'
                and not coalesce((b.state ->> 'handover_due')::bool, false)
                and not exists (select 1 from routes r where r.build_id = b.id)
                and not exists (select 1 from hosts h where h.build_id = b.id and h.kind <> 'build')
                and not exists (select 1 from deployments d where d.build_id = b.id and d.phase = 'activating')
                and not exists (select 1 from jsonb_array_elements(p.state -> 'requested') as wish where wish ->> 'build' = b.id)
                and not (b.status = 'success' and not exists (
                    select 1 from builds newer
                    where newer.project_id = b.project_id and newer.branch is not distinct from b.branch and newer.id > b.id
                    and newer.status = 'success' and newer.deleted_at is null))
                and b.id not in (
                    select c.build_id from route_commits c join builds s on s.id = c.build_id and s.deleted_at is null
                    where c.project_id = b.project_id group by c.build_id order by max(c.generation) desc limit @WaysBack)
                order by b.id limit @most
                """,
                new { days, most, WaysBack }, cancellationToken: token)))
            .Select(id => new BuildId(id)).ToList(),
        cancellationToken);
}
