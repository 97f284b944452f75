using Npgsql;

namespace MiniVercel.Platform.Cluster;

/// <summary>This silo's row, on a connection that nobody else uses. Its time is the database's, whatever the clock here says.</summary>
internal sealed class SiloRow(SiloIdentity identity, string connectionString, TimeSpan length) : IDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        ApplicationName = "minivercel lease",
        MaxPoolSize = 1,
        Timeout = 2,
        CommandTimeout = 2,
    });

    /// <summary>
    /// Enters the row. At the first time whoever was this node before goes: only one process has a data folder, so that
    /// one is surely dead, and nobody needs to wait until its lease has run out.
    /// </summary>
    public void Announce(SiloPresence presence, bool isFirst)
    {
        const string predecessors =
            """
            with gone as (delete from silos where node_id = $2 and id <> $1 returning address)
            delete from grain_directory where silo in (select address from gone)
            """;
        const string enter =
            """
            insert into silos (id, node_id, roles, address, activations, node_address, http_port, lease_until)
            values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp() + $8)
            on conflict (id) do update set address = excluded.address, activations = excluded.activations,
                lease_until = excluded.lease_until, held_since = clock_timestamp(), applied_epoch = null, applied_n = null
            """;
        using var connection = _source.OpenConnection();
        using var batch = new NpgsqlBatch(connection);
        if (isFirst)
            batch.BatchCommands.Add(Command(predecessors, identity.SiloId, identity.NodeId));
        batch.BatchCommands.Add(Command(
            enter, identity.SiloId, identity.NodeId, identity.Roles.ToArray(), presence.Address, presence.Activations,
            identity.NodeAddress, identity.HttpPort, length));
        batch.ExecuteNonQuery();
    }

    /// <summary>
    /// False when the row is gone. A lease that had run out comes back without the routes it had applied: nobody waited
    /// for this gateway meanwhile, so it has to load them again before anybody may rely on it.
    /// </summary>
    public bool Renew(SiloPresence presence)
    {
        using var connection = _source.OpenConnection();
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(
            """
            update silos set lease_until = clock_timestamp() + $3, activations = $4,
                held_since = case when lease_until < clock_timestamp() then clock_timestamp() else held_since end,
                applied_epoch = case when lease_until < clock_timestamp() then null else applied_epoch end,
                applied_n = case when lease_until < clock_timestamp() then null else applied_n end
            where id = $1 and address = $2
            """,
            identity.SiloId, presence.Address, length, presence.Activations));
        return batch.ExecuteNonQuery() == 1;
    }

    public void Remove()
    {
        using var connection = _source.OpenConnection();
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command("delete from silos where id = $1", identity.SiloId));
        batch.ExecuteNonQuery();
    }

    public void Dispose() => _source.Dispose();

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
