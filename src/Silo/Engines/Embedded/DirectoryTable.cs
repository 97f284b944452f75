using Dapper;
using MiniVercel.Platform.Storage;
using Npgsql;

namespace MiniVercel.Silo.Engines.Embedded;

/// <summary>
/// The rows of `grain_directory`. Nobody waits for the disk here: what a crash of the server takes away is found out again
/// by the next call.
/// </summary>
internal sealed class DirectoryTable(Database database) : IGrainDirectoryTable
{
    private const string WithoutTheDisk = "select set_config('synchronous_commit', 'off', true);";

    public async Task<SiloAddress?> LookUpAsync(GrainId grain, CancellationToken cancellationToken) => await database.Run(
        (connection, token) => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select silo from grain_directory where grain = @grain", new { grain = grain.ToString() }, cancellationToken: token)),
        cancellationToken) is { } silo
        ? SiloAddress.FromParsableString(silo)
        : null;

    public async Task<SiloAddress> RegisterAsync(GrainId grain, SiloAddress silo, CancellationToken cancellationToken)
    {
        var row = new { grain = grain.ToString(), silo = silo.ToParsableString() };
        while (true)
        {
            var (isMember, holder) = await database.Run((connection, token) => Register(connection, row, token), cancellationToken);
            if (!isMember)
                throw new InvalidOperationException($"{silo} has no row among the silos, so it cannot have grains.");
            if (holder is not null)
                return SiloAddress.FromParsableString(holder);
        }
    }

    public Task UnregisterAsync(GrainId grain, SiloAddress silo, CancellationToken cancellationToken) => Tell(
        "delete from grain_directory where grain = @grain and silo = @silo",
        new { grain = grain.ToString(), silo = silo.ToParsableString() },
        cancellationToken);

    public Task RemoveAllAsync(SiloAddress silo, CancellationToken cancellationToken) => Tell(
        "delete from grain_directory where silo = @silo", new { silo = silo.ToParsableString() }, cancellationToken);

    /// <summary>Nobody has it when the holder went between the two statements: then it is asked again.</summary>
    private static async Task<(bool IsMember, string? Holder)> Register(NpgsqlConnection connection, object row, CancellationToken cancellationToken)
    {
        using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
             {WithoutTheDisk}
             insert into grain_directory as d (grain, silo)
             select @grain, @silo where exists (select 1 from silos where address = @silo)
             on conflict (grain) do update set silo = excluded.silo
             where not exists (select 1 from silos s where s.address = d.silo);
             select exists (select 1 from silos where address = @silo),
                    (select silo from grain_directory where grain = @grain)
             """,
            row, cancellationToken: cancellationToken));
        await answers.ReadAsync();
        return await answers.ReadSingleAsync<(bool, string?)>();
    }

    private Task<int> Tell(string sql, object row, CancellationToken cancellationToken) => database.Run(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition($"{WithoutTheDisk} {sql}", row, cancellationToken: token)),
        cancellationToken);
}
