using System.Text.RegularExpressions;
using MiniVercel.Gateway.Api.Builds;
using MiniVercel.Gateway.Api.Projects;
using MiniVercel.Platform.Storage;
using MiniVercel.Routing;

namespace MiniVercel.Bench.Api;

/// <summary>The statements that the API's calls come to, as PostgreSQL is sent them. What follows from a call afterwards is not among them.</summary>
internal static partial class ApiStatements
{
    public const string WhoCalls =
        """
        with used as (
            update api_tokens set last_used_at = clock_timestamp()
            where hash = $1 and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
            and (expires_at is null or expires_at > clock_timestamp())
        )
        select t.id, t.team_id, t.name, t.role, t.user_id, u.name as user_name, coalesce(u.is_operator, true) as is_operator, m.role as member
        from api_tokens t left join users u on u.id = t.user_id
        left join team_members m on m.team_id = t.team_id and m.user_id = t.user_id
        where t.hash = $1 and (t.expires_at is null or t.expires_at > clock_timestamp())
        """;

    public static readonly string ListProjects = Sent(ProjectQueries.ListPart, "teams", "name", "cursor", "limit");

    public static readonly string FindProject = Sent(ProjectQueries.FindOne, "teams", "id");

    public static readonly string FindBuild = Sent(BuildQueries.FindKept, "team", "id");

    /// <summary>Where a grain is that nobody has called yet.</summary>
    public const string FindGrain = "select silo from grain_directory where grain = $1";

    public const string Hastily = "select set_config('synchronous_commit', 'off', true)";

    public const string PlaceGrain =
        """
        insert into grain_directory as d (grain, silo)
        select $1, $2 where exists (select 1 from silos where address = $2)
        on conflict (grain) do update set silo = excluded.silo
        where not exists (select 1 from silos s where s.address = d.silo)
        """;

    public const string SeeGrain =
        "select exists (select 1 from silos where address = $1), (select silo from grain_directory where grain = $2)";

    public static string ReadState(string table) => $"select version, state::text from {table} where id = $1";

    public static string InsertState(string table) =>
        $"insert into {table} (id, team_id, version, write_id, wake_at, state) values ($1, $2, 1, $3, clock_timestamp() + $4::interval, $5::jsonb) on conflict (id) do nothing";

    public const string UpdateProject =
        """
        update projects set version = version + 1, write_id = $1, team_id = $2,
            wake_at = clock_timestamp() + $3::interval, state = $4::jsonb
        where id = $5 and version = $6
        """;

    public const string RaiseClock =
        """
        with now as (update route_clock set n = n + 1 returning epoch, n),
        noted as (insert into route_changes (epoch, n, project_id) select epoch, n, $1 from now)
        select epoch, n from now
        """;

    public static string Ring(Doorbell bell) => Doorbells.RingSql(bell);

    public const string LetGoOfNames = "delete from hosts where project_id = $1 and kind = 'production' and host <> $2";

    public const string TakeName =
        """
        insert into hosts (host, team_id, project_id, kind) values ($1, $2, $3, 'production')
        on conflict (host) do update set team_id = excluded.team_id, project_id = excluded.project_id
        where hosts.kind = 'production'
        """;

    public const string Branches = "select branch from hosts where project_id = $1 and kind = 'branch' order by branch";

    public const string ReadClock = "select epoch, n from route_clock";

    public const string AnyGatewayBehind =
        """
        select exists (
            select 1 from silos
            where 'gateway' = any(roles) and lease_until > clock_timestamp()
            and (coalesce(applied_epoch, 0), coalesce(applied_n, 0)) < ($1, $2))
        """;

    public const string Overtaken =
        """
        select older.id from builds newer join builds older using (project_id, branch)
        where newer.id = $1 and older.id < newer.id and newer.status = 'pending' and older.status = 'pending'
        and newer.state -> 'order' ->> 'production' = older.state -> 'order' ->> 'production'
        and coalesce(newer.state -> 'order' ->> 'git', newer.state -> 'order' ->> 'commit_sha') is not null
        and coalesce(older.state -> 'order' ->> 'git', older.state -> 'order' ->> 'commit_sha') is not null
        """;

    public const string Audit =
        """
        insert into audits (id, team_id, actor, action, subject, detail, user_id, address, request_id, before, after)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb)
        on conflict (id) do nothing
        """;

    public const string Hooked =
        """
        select p.id, p.team_id, p.state -> 'settings' ->> 'branch', w.envelope
        from projects p join webhooks w on w.project_id = p.id
        where p.repository = any($1) and p.deleted_at is null order by p.id limit $2
        """;

    public const string Deliver =
        """
        insert into git_deliveries (project_id, delivery, event, subject, commit_sha, before_sha, moment, wish, outcome)
        values ($1, $2, $3, $4, $5, $6, $7, $8, '') on conflict do nothing
        """;

    public const string LockHead = "select pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))";

    public const string LaterHeads =
        """
        with recursive later as (
            select $1::text collate "C" as commit_sha, ''::text collate "C" as before_sha, ''::text as wish, 0 as steps
            union all
            select d.commit_sha, d.before_sha, d.wish, l.steps + 1 from later l join git_deliveries d on d.before_sha = l.commit_sha
            where d.project_id = $2 and d.event = 'push' and d.subject = $3 and d.moment = $4 and $4 <> '' and l.steps < $5)
        select commit_sha, before_sha, wish from later where steps > 0 order by steps desc limit 1
        """;

    public const string MoveHead =
        """
        insert into git_heads (project_id, subject, team_id, branch, commit_sha, before_sha, moved_at, committed_at, wish, build_id, is_foreign)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing
        """;

    public const string RecordDelivery = "update git_deliveries set outcome = $1 where project_id = $2 and delivery = $3";

    /// <summary>As the server's own, which names what it takes, and as PostgreSQL gets it, which counts them in this order.</summary>
    private static string Sent(string named, params string[] names) => Named().Replace(named, parameter =>
        Array.IndexOf(names, parameter.Groups["name"].Value) is >= 0 and var at
            ? $"${at + 1}"
            : throw new InvalidOperationException($"The server's statement takes {parameter.Value} by now; say here what the floor is to give."));

    [GeneratedRegex("@(?<name>[a-z]+)")]
    private static partial Regex Named();
}
