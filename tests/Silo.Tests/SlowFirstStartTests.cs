using Dapper;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Silo.Tests;

public sealed class SlowFirstStartTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_database_that_is_slow_to_be_made_ready_is_waited_for_beyond_what_a_caller_would_be()
    {
        var database = await TestPostgres.NewDatabase();
        await using var slow = new NpgsqlConnection(database);
        await slow.OpenAsync();
        await slow.ExecuteAsync("select pg_advisory_lock(@lock)", new { @lock = 0x6d696e6976657263 }); // the migrator's

        var starting = TestSilo.Start(options: new SiloOptions { Database = database, DatabaseBudget = Budget });
        while (!starting.IsCompleted && !await HasWaitedFor(slow, 2 * Budget))
        {
        }

        await slow.ExecuteAsync("select pg_advisory_unlock_all()");
        await using var silo = await starting;
        await silo.Api.CreateProject("after");
    }

    private static Task<bool> HasWaitedFor(NpgsqlConnection connection, TimeSpan span) => connection.ExecuteScalarAsync<bool>(
        """
        select exists (
            select from pg_stat_activity a join pg_locks l using (pid)
            where a.datname = current_database() and l.locktype = 'advisory' and not l.granted and clock_timestamp() - a.query_start > @span)
        """,
        new { span });
}
