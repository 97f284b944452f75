using System.Globalization;
using System.Text.Json;
using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;

namespace MiniVercel.Silo.Engines.Orleans;

/// <summary>
/// Who is in the cluster, as Orleans' membership protocol wants it kept: every change but the sign of life names the version
/// of the whole table that it was decided on, and takes the next one.
/// </summary>
internal sealed class MembershipTable(Database database, SiloIdentity silo) : IMembershipTable
{
    // Made here, not by a migration: a database that never ran on Orleans has no such tables.
    private const string Schema =
        """
        select pg_advisory_xact_lock(hashtext('orleans_membership'));
        create table if not exists orleans_version (only_row bool primary key default true check (only_row), version int not null);
        create table if not exists orleans_silos (
            address text collate "C" primary key, entry jsonb not null, alive_at timestamptz not null);
        insert into orleans_version (version) values (0) on conflict do nothing;
        """;

    // One statement, so that version and rows are of one moment.
    private const string All =
        """
        select v.version as "Version", s.entry::text as "Entry", s.alive_at as "AliveAt"
        from orleans_version v left join orleans_silos s on @address::text is null or s.address = @address
        """;

    /// <summary>
    /// Whoever was this node before is dead: only one process has a data folder. Nobody has to find that out by waiting for
    /// its answer, as every silo that joins waits for all that the table says are alive.
    /// </summary>
    private const string Predecessors =
        """
        select version from orleans_version for update;
        with gone as (
            update orleans_silos set entry = jsonb_set(entry, '{Status}', to_jsonb(@dead))
            where entry->>'SiloName' = @node and (entry->>'Status')::int <> @dead
            returning 1)
        update orleans_version set version = version + 1 where exists (select 1 from gone);
        """;

    public Task InitializeMembershipTable(bool tryInitTableVersion) => database.Transact(async (connection, transaction, token) =>
    {
        await connection.ExecuteAsync(new CommandDefinition(Schema, transaction: transaction, cancellationToken: token));
        return await connection.ExecuteAsync(new CommandDefinition(
            Predecessors, new { node = silo.NodeId, dead = (int)SiloStatus.Dead }, transaction, cancellationToken: token));
    });

    public Task<MembershipTableData> ReadRow(SiloAddress key) => Read(key);

    public Task<MembershipTableData> ReadAll() => Read(null);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Change(
        "not exists",
        "insert into orleans_silos (address, entry, alive_at) select @address, @entry::jsonb, @aliveAt from next",
        entry,
        tableVersion);

    /// <summary>A row never changes without the table's version, so the row's own tag has nothing to add.</summary>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Change(
        "exists",
        "update orleans_silos set entry = @entry::jsonb, alive_at = greatest(alive_at, @aliveAt) from next where address = @address",
        entry,
        tableVersion);

    public Task UpdateIAmAlive(MembershipEntry entry) => Execute(
        "update orleans_silos set alive_at = @aliveAt where address = @address",
        new { address = entry.SiloAddress.ToParsableString(), aliveAt = Utc(entry.IAmAliveTime) });

    public Task DeleteMembershipTableEntries(string clusterId) => Execute("delete from orleans_silos", new { });

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Execute(
        "delete from orleans_silos where entry->>'Status' <> @active and alive_at < @beforeDate",
        new { active = ((int)SiloStatus.Active).ToString(CultureInfo.InvariantCulture), beforeDate = beforeDate.ToUniversalTime() });

    private Task<int> Execute(string sql, object parameters) => database.Run((connection, token) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)));

    private async Task<MembershipTableData> Read(SiloAddress? silo)
    {
        var rows = await database.Run((connection, token) => connection.QueryAsync<Row>(
            new CommandDefinition(All, new { address = silo?.ToParsableString() }, cancellationToken: token)));
        var all = rows.AsList();
        var version = new TableVersion(all[0].Version, Tag(all[0].Version));
        return new MembershipTableData([.. all.Where(r => r.Entry is not null).Select(r => Tuple.Create(r.ToEntry(), version.VersionEtag))], version);
    }

    /// <summary>
    /// Changes one row and raises the version, both or neither. Sent again after its answer was lost it finds the version
    /// raised and says no; Orleans then reads the table, sees its change there and goes on.
    /// </summary>
    private Task<bool> Change(string condition, string change, MembershipEntry entry, TableVersion version)
    {
        var row = new
        {
            address = entry.SiloAddress.ToParsableString(),
            entry = JsonSerializer.Serialize(entry),
            aliveAt = Utc(entry.IAmAliveTime),
            next = version.Version,
            read = int.Parse(version.VersionEtag, CultureInfo.InvariantCulture),
        };
        var sql =
            $"""
             with next as (
                 update orleans_version set version = @next
                 where version = @read and {condition} (select 1 from orleans_silos where address = @address)
                 returning version)
             {change}
             """;
        return database.Run(async (connection, token) =>
            await connection.ExecuteAsync(new CommandDefinition(sql, row, cancellationToken: token)) == 1);
    }

    private static string Tag(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);

    private sealed record Row(int Version, string? Entry, DateTime AliveAt)
    {
        public MembershipEntry ToEntry()
        {
            var entry = JsonSerializer.Deserialize<MembershipEntry>(Entry!)!;
            entry.IAmAliveTime = AliveAt;
            return entry;
        }
    }
}
