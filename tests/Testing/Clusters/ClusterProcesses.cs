using System.Globalization;
using System.Net;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Testing.Clusters;

/// <summary>
/// A cluster as an operator runs one: as many `up` processes as there are parts, each with a data folder of its own, on one
/// PostgreSQL. On loopback they share the machine's network; with <see cref="StartApart"/> each has one of its own, which
/// can be cut.
/// </summary>
public sealed class ClusterProcesses : IAsyncDisposable
{
    /// <summary>Two of everything.</summary>
    public static readonly IReadOnlyList<string> TwoOfEach = ["gateway", "gateway", "worker", "worker", "engine", "engine"];

    public const string Secret = "the secret of a test's cluster";

    private readonly List<ClusterProcess> _silos = [];
    private readonly string _folder = TemporaryFolder.Create("cluster");
    private readonly TestNetwork? _network;
    private readonly PostgresDoor? _door;

    private ClusterProcesses(string database, TestNetwork? network)
    {
        _network = network;
        _door = network is null ? null : new PostgresDoor(network.Database, database);
        AdminConnectionString = database;
        ConnectionString = _door?.ConnectionString ?? database;
    }

    public IReadOnlyList<ClusterProcess> Silos => _silos;

    public IReadOnlyList<ClusterProcess> Gateways => With("gateway");

    public IReadOnlyList<ClusterProcess> Workers => With("worker");

    public IReadOnlyList<ClusterProcess> Engines => With("engine");

    /// <summary>For the test itself, past whatever network the silos are in.</summary>
    public string AdminConnectionString { get; }

    internal string ConnectionString { get; }

    /// <summary>One process for each of these lists of roles, side by side on loopback.</summary>
    public static async Task<ClusterProcesses> Start(IEnumerable<string> roles) => await Start(roles, await TestPostgres.NewDatabase());

    /// <summary>The same, on a database of the test's own.</summary>
    public static Task<ClusterProcesses> Start(IEnumerable<string> roles, string database) => Start(roles, database, network: null);

    /// <summary>The same, each process in a network of its own; only root can, see <see cref="TestNetwork.IsPossible"/>.</summary>
    public static async Task<ClusterProcesses> StartApart(IEnumerable<string> roles) =>
        await Start(roles, await TestPostgres.NewDatabase(), await TestNetwork.Create());

    public async Task<ClusterProcess> Add(string roles, string? failpoint = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var silo = await Place(roles);
        await silo.Start(failpoint, environment);
        return silo;
    }

    /// <summary>Asks the database.</summary>
    public async Task<T> Ask<T>(string sql)
    {
        // Not out of a pool: the server may have gone since.
        await using var connection = new NpgsqlConnection($"{AdminConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)Convert.ChangeType((await command.ExecuteScalarAsync())!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        if (_door is not null)
            await _door.DisposeAsync();
        if (_network is not null)
            await _network.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The first one makes the cluster; the others join it together.</summary>
    private static async Task<ClusterProcesses> Start(IEnumerable<string> roles, string database, TestNetwork? network)
    {
        var cluster = new ClusterProcesses(database, network);
        try
        {
            foreach (var one in roles)
                await cluster.Place(one);
            await cluster.Silos[0].Start();
            await Task.WhenAll(cluster.Silos.Skip(1).Select(silo => silo.Start()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private async Task<ClusterProcess> Place(string roles)
    {
        var number = _silos.Count + 1;
        var silo = new ClusterProcess(roles, Path.Combine(_folder, $"{number}-{roles.Replace(',', '-')}"), ConnectionString, Secret,
            _network is null ? null : await _network.AddHost(number));
        _silos.Add(silo);
        return silo;
    }

    private List<ClusterProcess> With(string role) => [.. _silos.Where(silo => silo.Roles.Split(',').Contains(role))];
}
