using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using Npgsql;

namespace MiniVercel.Testing.Silos;

/// <summary>One throw-away PostgreSQL for all tests of a process, and a database of its own for each that asks.</summary>
public static class TestPostgres
{
    private static readonly string Folder = TemporaryFolder.Create("postgres");
    private static readonly Lazy<Task<PrivatePostgres>> Server = new(Start);

    public static async Task<string> NewDatabase()
    {
        var server = await Server.Value;
        var name = $"test_{Guid.NewGuid():n}";
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using var create = source.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    private static async Task<PrivatePostgres> Start()
    {
        var server = await PrivatePostgres.Start(Folder, new PrivatePostgresOptions { Durable = false, MaxConnections = 400 }, NullLogger.Instance);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.Stop().Wait(TimeSpan.FromSeconds(20));
            Directory.Delete(Folder, recursive: true);
        };
        return server;
    }
}
