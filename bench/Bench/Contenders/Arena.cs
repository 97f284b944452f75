using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using Npgsql;

namespace MiniVercel.Bench.Contenders;

/// <summary>A PostgreSQL and a folder for one run, and a database for each who takes part in it.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private readonly string _folder;
    private readonly PrivatePostgres _postgres;

    private Arena(string folder, PrivatePostgres postgres)
    {
        _folder = folder;
        _postgres = postgres;
    }

    /// <summary>This program, as it was built.</summary>
    public static string ThisProgram => typeof(Arena).Assembly.Location;

    public static async Task<Arena> Open()
    {
        var folder = Directory.CreateTempSubdirectory("minivercel-bench-").FullName;
        return new Arena(folder, await PrivatePostgres.Start(folder, NullLogger.Instance));
    }

    /// <summary>An empty one, or a copy of one that nobody is connected to.</summary>
    public async Task<string> NewDatabase(string name, string copyOf = "template1")
    {
        await using var source = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await using var create = source.CreateCommand($"create database {name} template {copyOf}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
