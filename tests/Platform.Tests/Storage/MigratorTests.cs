using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Storage;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Platform.Tests.Storage;

public sealed class MigratorTests : IAsyncLifetime
{
    private const long AdvisoryLock = 0x6d696e6976657263;

    private string _connectionString = "";

    public async Task InitializeAsync() => _connectionString = await TestPostgres.NewDatabase();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Silos_that_start_together_migrate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Migrate(_connectionString)));
        var applied = await Applied();

        await Migrate(_connectionString);

        Assert.NotEmpty(applied);
        Assert.Equal(applied, await Applied());
        Assert.Equal(applied.Order(StringComparer.Ordinal).Distinct(), applied);
    }

    [Fact]
    public async Task A_migration_that_was_changed_afterwards_is_refused_by_name()
    {
        await Migrate(_connectionString);
        await using var database = new Database(_connectionString);
        await database.Run((connection, _) => connection.ExecuteAsync("update schema_migrations set sha256 = 'another'"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrate(_connectionString));

        Assert.Contains("0001_skeleton.sql", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INSERT 0 1")]
    [InlineData("COMMIT")]
    public async Task A_connection_lost_in_the_middle_is_survived(string lost)
    {
        await using var proxy = new PostgresProxy(_connectionString);
        var loss = proxy.LoseAnswer(lost);

        await Migrate(proxy.ConnectionString);

        Assert.True(loss.IsCompletedSuccessfully);
        var all = typeof(Migrator).Assembly.GetManifestResourceNames().Count(n => n.EndsWith(".sql", StringComparison.Ordinal));
        Assert.Equal(all, (await Applied()).Count);
    }

    [Fact]
    public async Task Waiting_for_another_silo_s_migration_can_be_given_up()
    {
        await using var holder = NpgsqlDataSource.Create(_connectionString);
        await using var connection = await holder.OpenConnectionAsync();
        await connection.ExecuteAsync("select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock });
        using var caller = new CancellationTokenSource();
        var migration = Migrate(_connectionString, caller.Token);
        while (!await connection.ExecuteScalarAsync<bool>("select exists (select 1 from pg_locks where locktype = 'advisory' and not granted)"))
        {
        }

        var started = Stopwatch.GetTimestamp();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => migration);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    private static async Task Migrate(string connectionString, CancellationToken cancellationToken = default)
    {
        await using var database = new Database(connectionString);
        await new Migrator(database, NullLogger<Migrator>.Instance).Migrate(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> Applied()
    {
        await using var database = new Database(_connectionString);
        return await database.Run(async (connection, _) =>
            (await connection.QueryAsync<string>("select name || sha256 || applied_at from schema_migrations order by name")).AsList());
    }
}
