using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Npgsql;

namespace MiniVercel.Testing.Silos;

/// <summary>All that a silo has written down, table by table, so that whatever was to change nothing can be seen to have changed nothing.</summary>
public static class WholeDatabase
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What time alone changes: leases, what they hold, and when somebody is to be woken.</summary>
    private static readonly string[] Moving = ["silos", "grain_directory", "build_claims", "activation_claims", "changes", "idempotency_keys"];

    /// <summary>And of what else is written down: when it was used and how often it still may be, when it was or is to be looked at, and what was seen then.</summary>
    private const string MovingColumns = "'{wake_at,last_used_at,calls_left,counted_at,check_at,asked_at,checked_at,problem,has_token,leads_to}'";

    /// <summary>Of each database, for as long as the process lives: one is looked at hundreds of times.</summary>
    private static readonly ConcurrentDictionary<string, NpgsqlDataSource> Sources = new();

    /// <summary>A line for each table, when nothing is under way that would go on changing it.</summary>
    public static async Task<string> Digest(string connectionString)
    {
        await using var connection = await Sources.GetOrAdd(connectionString, c => NpgsqlDataSource.Create($"{c};Max Auto Prepare=10;Maximum Pool Size=4")).OpenConnectionAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (await connection.ExecuteScalarAsync<bool>(
            """
            select exists (select 1 from builds where wake_at is not null or deleted_at is null and status in ('pending', 'building'))
                or exists (select 1 from deployments where state ->> 'phase' = 'activating')
                or exists (select 1 from projects where wake_at is not null)
                or exists (select 1 from git_heads where wake_at is not null)
                or exists (
                    select 1 from git_reports r join builds b on b.id = r.build_id
                    where r.wake_at is not null and r.tries = 0 and r.told is distinct from r.build_id || ':' || b.status)
            """))
        {
            await Task.Delay(10, limit.Token);
        }

        var tables = await connection.QueryAsync<string>(
            "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and not table_name = any(@Moving)",
            new { Moving });
        var digests = await connection.QueryAsync<(string Table, string Digest)>(string.Join(" union all ", tables.Select(table => string.Create(
            CultureInfo.InvariantCulture, $"select '{table}', md5(coalesce(string_agg(row, ';' order by row), '')) from (select (to_jsonb(t) - {MovingColumns}::text[])::text as row from {table} t) rows"))));
        return string.Join('\n', digests.OrderBy(d => d.Table, StringComparer.Ordinal).Select(d => $"{d.Table} {d.Digest}"));
    }
}
