using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Platform.Tests.Postgres;

/// <summary>A data folder for one test, and the clusters started in it; both are gone afterwards.</summary>
public sealed class ThrowAwayFolder : IAsyncDisposable
{
    private static readonly PrivatePostgresOptions ThrowAway = new() { Durable = false };
    private readonly string _top = TemporaryFolder.Create("pg");
    private readonly List<PrivatePostgres> _started = [];

    public ThrowAwayFolder(params string[] below)
    {
        Path = System.IO.Path.Combine([_top, .. below]);
        Directory.CreateDirectory(Path);
        if (Environment.IsPrivilegedProcess)
            Open(_top);
    }

    public string Path { get; }

    public string Top => _top;

    public string Cluster => System.IO.Path.Combine(Path, "postgres", "cluster");

    public async Task<PrivatePostgres> Start(PrivatePostgresOptions? options = null)
    {
        var postgres = await PrivatePostgres.Start(Path, options ?? ThrowAway, NullLogger.Instance);
        _started.Add(postgres);
        return postgres;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var postgres in _started)
            await postgres.DisposeAsync();
        Directory.Delete(_top, recursive: true);
    }

    /// <summary>One statement on a connection of its own, never pooled: servers come and go under these tests.</summary>
    public static async Task<object?> Ask(PrivatePostgres postgres, string sql)
    {
        var own = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public static void Open(string folder) => File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);

    public static void Close(string folder) => File.SetUnixFileMode(folder, (UnixFileMode)0b111_000_000);
}
