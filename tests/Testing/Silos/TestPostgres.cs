using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using Npgsql;

namespace MiniVercel.Testing.Silos;

/// <summary>One throw-away PostgreSQL for all tests of a process, and a database of its own for each that asks.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<PrivatePostgres>> Server = new(Start);

    /// <summary>An empty one, or a copy of one that nobody is connected to.</summary>
    public static async Task<string> NewDatabase(string? copyOf = null)
    {
        var server = await Server.Value;
        var name = $"test_{Guid.NewGuid():n}";
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var template = copyOf is null ? "template1" : new NpgsqlConnectionStringBuilder(copyOf).Database;
        await using var create = source.CreateCommand($"create database {name} template {template}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    internal static async Task Stop()
    {
        if (Server.IsValueCreated)
            await (await Server.Value).Stop();
    }

    private static async Task<PrivatePostgres> Start()
    {
        var folder = TemporaryFolder.Create("postgres");
        return await PrivatePostgres.Start(folder, new PrivatePostgresOptions { Durable = false, MaxConnections = 400 }, NullLogger.Instance);
    }
}
