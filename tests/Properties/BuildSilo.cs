using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Ports;
using MiniVercel.Silo;
using MiniVercel.Testing.Barriers;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Properties;

/// <summary>A silo that tells which way a build took through it, and may build repositories of a folder.</summary>
internal sealed class BuildSilo : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private BuildSilo(TestSilo silo, RecordedFailpoints ways, string repositories)
    {
        (Silo, Ways, Repositories) = (silo, ways, repositories);
        _source = NpgsqlDataSource.Create(silo.ConnectionString);
    }

    public TestSilo Silo { get; }

    public ApiDriver Api => Silo.Api;

    public RecordedFailpoints Ways { get; }

    public string Repositories { get; }

    /// <summary>The artifacts of all its builds.</summary>
    public HashSet<string> Artifacts { get; } = [];

    public static async Task<BuildSilo> Start(Action<IServiceCollection>? sabotage = null, Func<string, Task>? spoil = null)
    {
        var ways = new RecordedFailpoints();
        var repositories = TemporaryFolder.Create("repositories");
        var silo = await TestSilo.Start(
            services =>
            {
                services.AddSingleton<IFailpoints>(ways);
                sabotage?.Invoke(services);
            },
            new SiloOptions { GitFolders = [repositories] });
        if (spoil is not null)
            await spoil(silo.ConnectionString);
        return new BuildSilo(silo, ways, repositories);
    }

    /// <summary>Asks the database itself.</summary>
    public async Task<T> Ask<T>(string sql, string key)
    {
        await using var connection = await _source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, new { key }))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await Silo.DisposeAsync();
        Directory.Delete(Repositories, recursive: true);
    }
}
