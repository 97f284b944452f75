using System.Data;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MiniVercel.Platform.Storage;

/// <summary>Brings the schema up to date: numbered files, each applied once, one process at a time.</summary>
public sealed partial class Migrator(Database database, ILogger<Migrator> logger)
{
    private const long AdvisoryLock = 0x6d696e6976657263; // "miniverc"

    public async Task Migrate(CancellationToken cancellationToken)
    {
        await database.Run(
            async (connection, token) =>
            {
                try
                {
                    await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken: token));
                    await Apply(connection, token);
                }
                finally
                {
                    // Also where the wait was given up: it may have been over at that very moment.
                    if (connection.State == ConnectionState.Open)
                        await connection.ExecuteAsync("select pg_advisory_unlock(@AdvisoryLock)", new { AdvisoryLock });
                }
            },
            cancellationToken);
    }

    private async Task Apply(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        CommandDefinition Command(string sql, object? parameters = null, NpgsqlTransaction? transaction = null) =>
            new(sql, parameters, transaction, cancellationToken: cancellationToken);

        await connection.ExecuteAsync(Command(
            """
            create table if not exists schema_migrations (
                name text primary key, sha256 text not null, applied_at timestamptz not null default clock_timestamp())
            """));
        var applied = (await connection.QueryAsync<(string Name, string Sha256)>(Command("select name, sha256 from schema_migrations")))
            .ToDictionary(m => m.Name, m => m.Sha256);

        foreach (var (name, sql) in Files())
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
            if (applied.TryGetValue(name, out var known))
            {
                if (known != sha256)
                    throw new InvalidOperationException(
                        $"The migration {name} was changed after it was applied to this database. Add a new one instead.");
                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(Command(sql, transaction: transaction));
            await connection.ExecuteAsync(Command(
                "insert into schema_migrations (name, sha256) values (@name, @sha256)", new { name, sha256 }, transaction));
            await transaction.CommitAsync(cancellationToken);
            LogApplied(name);
        }
    }

    private static IEnumerable<(string Name, string Sql)> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private partial void LogApplied(string name);
}
