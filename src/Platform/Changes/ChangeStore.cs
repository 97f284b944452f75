using Dapper;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Platform.Changes;

/// <summary>What somebody begins to look at.</summary>
public sealed record Sights(string[] Builds, string[] Projects, string[] Teams)
{
    public static readonly Sights None = new([], [], []);
}

/// <summary>What one look has seen, all of it at one moment.</summary>
/// <param name="Moment">When that was; the next look says what came after it.</param>
/// <param name="Changes">What came after the last one, in its order; nothing where that cannot be told any more.</param>
/// <param name="Standing">How the sights are that were asked for.</param>
public sealed record Look(string Moment, IReadOnlyList<Change>? Changes, IReadOnlyList<Change> Standing);

/// <summary>Reads what has changed since a moment, and how things stand at the next one: in one statement, so both are of one snapshot.</summary>
public sealed class ChangeStore(Database database)
{
    /// <summary>More than that at once is not worth telling one by one.</summary>
    public const int MostChanges = 2_000;

    /// <summary>How long a change is kept for those who look again after a while.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    /// <summary>Of each team or project that is looked at, the newest.</summary>
    private const int MostOfEach = 1_000;

    /// <summary>Of the builds and deployments that nothing is going on with, so many of each team or project.</summary>
    private const int NewestOfEach = 20;

    private const string ProjectVersion = "p.version + coalesce(r.generation, 0)";

    /// <summary>Being replaced is a change of it as well, though no row of its own tells.</summary>
    private const string DeploymentVersion =
        "d.version + (d.phase not in ('activating', 'unhealthy') and r.deployment_id is distinct from d.id)::int";

    private const string DeploymentStatus =
        "case when d.phase in ('activating', 'unhealthy') then d.phase when r.deployment_id = d.id then 'active' else 'inactive' end";

    private const string Moment = "select 0::bigint as seq, 'moment' as kind, pg_current_snapshot()::text as id, "
        + "'' as team_id, '' as project_id, 0::bigint as version, null as status, null as step, null as reason";

    /// <summary>
    /// A database that was brought back from a copy counts its transactions anew; a moment that it has not come to yet was another one's.
    /// </summary>
    private const string Changed =
        $"""
         (select c.seq, c.kind, c.id, c.team_id, c.project_id,
                case c.kind when 'project' then {ProjectVersion} when 'deployment' then {DeploymentVersion} else coalesce(c.version, c.seq) end,
                case when c.kind <> 'deployment' or c.status is null or c.status in ('activating', 'unhealthy') then c.status
                     else {DeploymentStatus} end,
                c.step, c.reason
         from (select * from changes where xid >= pg_snapshot_xmin(@since::pg_snapshot) and not pg_visible_in_snapshot(xid, @since::pg_snapshot)
               order by seq limit @most) c
         left join projects p on c.kind = 'project' and p.id = c.id
         left join deployments d on c.kind = 'deployment' and d.id = c.id
         left join routes r on c.kind in ('project', 'deployment') and r.project_id = c.project_id)
         union all
         select -1, 'lost', '', '', '', 0, null, null, null where pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax(@since::pg_snapshot)
         """;

    private const string Standing =
        $"""
         (select 0, 'project', p.id, p.team_id, p.id, {ProjectVersion}, null, null, null
          from projects p left join routes r on r.project_id = p.id
          where p.deleted_at is null and (p.id = any(@projects) or p.team_id = any(@teams)) order by p.id desc limit @each)
         union all
         (select 0, 'build', b.id, b.team_id, b.project_id, b.version, b.status, b.state ->> 'step', b.state ->> 'reason'
          from builds b where b.id in (
              select unnest(@builds)
              union (select id from builds where status in ('pending', 'building') and (project_id = any(@projects) or team_id = any(@teams))
                     order by id desc limit @each)
              union select n.id from unnest(@projects) as s (id)
                    cross join lateral (select id from builds where project_id = s.id order by id desc limit @newest) n
              union select n.id from unnest(@teams) as s (id)
                    cross join lateral (select id from builds where team_id = s.id order by id desc limit @newest) n)
          order by b.id)
         union all
         (select 0, 'deployment', d.id, d.team_id, d.project_id, {DeploymentVersion}, {DeploymentStatus}, null, d.state ->> 'reason'
          from deployments d left join routes r on r.project_id = d.project_id
          where d.id in (
              (select id from deployments where phase = 'activating' and (project_id = any(@projects) or team_id = any(@teams))
               order by id desc limit @each)
              union (select o.deployment_id from routes o join projects p on p.id = o.project_id
                     where p.id = any(@projects) or p.team_id = any(@teams) order by p.id desc limit @each)
              union select n.id from unnest(@projects) as s (id)
                    cross join lateral (select id from deployments where project_id = s.id order by id desc limit @newest) n
              union select n.id from unnest(@teams) as s (id)
                    cross join lateral (select id from deployments where team_id = s.id order by id desc limit @newest) n)
          order by d.id)
         """;

    /// <param name="since">The last look's moment; without one, only how things stand is told.</param>
    /// <param name="sights">What somebody begins to look at.</param>
    /// <param name="cancellationToken">Ends the waiting for the database.</param>
    public async Task<Look> Look(string? since, Sights sights, CancellationToken cancellationToken)
    {
        var parts = new List<string> { Moment };
        if (since is not null)
            parts.Add(Changed);
        if (sights != Sights.None)
            parts.Add(Standing);
        var which = new
        {
            since,
            most = MostChanges + 1,
            newest = NewestOfEach,
            each = MostOfEach * Math.Max(1, sights.Projects.Length + sights.Teams.Length),
            sights.Builds,
            sights.Projects,
            sights.Teams,
        };
        var rows = await database.Run(
            async (connection, token) => (await connection.QueryAsync<long, Change, (long Seq, Change What)>(
                new CommandDefinition($"select * from ({string.Join(" union all ", parts)}) seen order by seq, kind <> 'project', kind, id", which, cancellationToken: token),
                (seq, what) => (seq, what),
                splitOn: "kind")).ToList(),
            cancellationToken);

        var moment = rows.Single(r => r.What.Kind == "moment").What.Id;
        var changes = rows.Where(r => r.Seq > 0).Select(r => r.What).ToList();
        var isLost = changes.Count > MostChanges || rows[0].Seq < 0;
        return new Look(moment, isLost ? null : changes, [.. rows.Where(r => r.Seq == 0 && r.What.Kind != "moment").Select(r => r.What)]);
    }
}
