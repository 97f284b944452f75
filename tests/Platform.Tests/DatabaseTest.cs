using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Storage;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests;

/// <summary>A test with a database of its own, the schema in it.</summary>
public abstract class DatabaseTest : IAsyncLifetime
{
    protected string ConnectionString { get; private set; } = "";

    protected Database Database { get; private set; } = null!;

    protected Rows Rows { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.NewDatabase();
        Database = new Database(ConnectionString);
        Rows = new Rows(Database);
        await new Migrator(Database, NullLogger<Migrator>.Instance).Migrate(CancellationToken.None);
    }

    public virtual async Task DisposeAsync() => await Database.DisposeAsync();

    protected Task<T> Ask<T>(string sql, object? parameters = null) =>
        Database.Run((connection, token) => connection.QuerySingleAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: token)));

    protected Task Tell(string sql, object? parameters = null) =>
        Database.Run((connection, token) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: token)));

    protected static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition();)
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "It did not come to that.");
    }
}
