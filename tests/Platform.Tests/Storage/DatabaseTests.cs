using System.Diagnostics;
using Dapper;
using MiniVercel.Platform.Cluster;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Tests.Postgres;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Platform.Tests.Storage;

public sealed class DatabaseTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1);

    /// <summary>What a machine under load may add to the budget.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task A_server_that_is_away_is_an_error_of_its_own_within_the_budget()
    {
        await using var proxy = new PostgresProxy(await TestPostgres.NewDatabase());
        await using var database = new Database(proxy.ConnectionString, Budget);
        Assert.Equal(1, await One(database));
        await proxy.GoAway();

        await IsUnavailable(database);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_the_same_error()
    {
        await using var proxy = new PostgresProxy(await TestPostgres.NewDatabase());
        await using var database = new Database(proxy.ConnectionString, Budget);
        Assert.Equal(1, await One(database));
        proxy.FallSilent();

        await IsUnavailable(database);
    }

    [Fact]
    public async Task Work_waits_for_a_server_that_is_restarted()
    {
        await using var folder = new ThrowAwayFolder();
        var server = await folder.Start();
        await using var database = new Database(server.ConnectionString, TimeSpan.FromSeconds(60));
        Assert.Equal(1, await One(database));

        await server.Stop();
        var work = One(database);
        Assert.False(work.IsCompleted);
        await folder.Start();

        Assert.Equal(1, await work);
    }

    [Fact]
    public async Task A_transaction_that_sleeps_for_longer_than_a_lease_lets_go_of_its_rows_and_is_done_again()
    {
        await using var database = new Database(await TestPostgres.NewDatabase());
        var times = 0;
        await database.Run((connection, _) => connection.ExecuteAsync("create table rows (n int); insert into rows values (0)"));

        await database.Transact(async (connection, transaction, token) =>
        {
            await connection.ExecuteAsync(new CommandDefinition("update rows set n = n + 1", transaction: transaction, cancellationToken: token));
            if (++times > 1)
                return true;
            var another = database.Run((other, _) => other.ExecuteAsync("update rows set n = n + 1"), CancellationToken.None);
            await Task.Delay(SiloLease.Length + TimeSpan.FromSeconds(1), token);
            Assert.Equal(1, await another);
            return true;
        });

        Assert.Equal(2, times);
        Assert.Equal(2, await database.Run((connection, _) => connection.ExecuteScalarAsync<int>("select n from rows")));
    }

    [Fact]
    public async Task A_connection_that_the_server_ends_is_replaced()
    {
        await using var database = new Database(await TestPostgres.NewDatabase());
        var runs = 0;

        var answer = await database.Run((connection, token) => connection.ExecuteScalarAsync<int>(new CommandDefinition(
            runs++ == 0 ? "select pg_terminate_backend(pg_backend_pid())::int" : "select 1", cancellationToken: token)));

        Assert.Equal((1, 2), (answer, runs));
    }

    [Fact]
    public async Task A_statement_that_the_server_could_not_finish_is_sent_again()
    {
        await using var database = new Database(await TestPostgres.NewDatabase());
        var runs = 0;

        await database.Run((connection, token) => connection.ExecuteAsync(new CommandDefinition(
            runs++ == 0 ? "do $$ begin raise exception using errcode = '40P01'; end $$" : "select 1", cancellationToken: token)));

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_refused_statement_is_not_sent_again()
    {
        await using var database = new Database(await TestPostgres.NewDatabase());
        var runs = 0;

        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.Run((connection, token) =>
        {
            runs++;
            return connection.ExecuteAsync(new CommandDefinition("select 1 / 0", cancellationToken: token));
        }));

        Assert.Equal((PostgresErrorCodes.DivisionByZero, 1), (refused.SqlState, runs));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_while_a_statement_runs()
    {
        await using var database = new Database(await TestPostgres.NewDatabase(), TimeSpan.FromSeconds(60));
        using var caller = new CancellationTokenSource();
        var running = new TaskCompletionSource();
        var work = database.Run(
            (connection, token) =>
            {
                var statement = connection.ExecuteAsync(new CommandDefinition("select pg_sleep(60)", commandTimeout: 0, cancellationToken: token));
                running.SetResult();
                return statement;
            },
            caller.Token);
        await running.Task;

        await IsLetGo(work, caller);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_let_go_while_the_server_is_away()
    {
        await using var proxy = new PostgresProxy(await TestPostgres.NewDatabase());
        await using var database = new Database(proxy.ConnectionString, TimeSpan.FromSeconds(60));
        using var caller = new CancellationTokenSource();
        await proxy.GoAway();

        await IsLetGo(One(database, caller.Token), caller);
    }

    [Fact]
    public async Task A_transaction_that_fails_leaves_nothing()
    {
        await using var database = new Database(await TestPostgres.NewDatabase());
        await database.Run((connection, _) => connection.ExecuteAsync("create table kept (n int)"));

        await Assert.ThrowsAsync<InvalidDataException>(() => database.Transact<int>(async (connection, transaction, token) =>
        {
            await connection.ExecuteAsync(new CommandDefinition("insert into kept values (1)", transaction: transaction, cancellationToken: token));
            throw new InvalidDataException();
        }));

        Assert.Equal(0, await database.Run((connection, _) => connection.ExecuteScalarAsync<int>("select count(*) from kept")));
    }

    private static Task<int> One(Database database, CancellationToken cancellationToken = default) => database.Run(
        (connection, token) => connection.ExecuteScalarAsync<int>(new CommandDefinition("select 1", cancellationToken: token)), cancellationToken);

    private static async Task IsUnavailable(Database database)
    {
        var started = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => One(database).WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Equal("The database did not answer in time (1 s).", error.Message);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Budget + Grace);
    }

    private static async Task IsLetGo(Task work, CancellationTokenSource caller)
    {
        var started = Stopwatch.GetTimestamp();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Grace);
    }
}
