using System.Net;
using MiniVercel.Bench.Contenders;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Bench.Serving;

/// <summary>A silo with a site, and who else serves the same files.</summary>
internal sealed class ServeStage : IAsyncDisposable
{
    private const string Name = "served";

    private readonly SiloProcess _silo;
    private readonly NpgsqlDataSource _database;

    private ServeStage(SiloProcess silo, NpgsqlDataSource database, string project, string folder, IReadOnlyList<Server> others)
    {
        (_silo, _database, Project, Folder, Others) = (silo, database, project, folder, others);
        Api = silo.Api();
        Edge = Server.Of("edge", silo.Id, silo.Endpoint.Port, $"{Name}.localhost:{silo.Endpoint.Port}");
    }

    public ApiDriver Api { get; }

    /// <summary>What the silo has asked its runtime for since it started, in bytes.</summary>
    public Task<long> Allocated(CancellationToken cancellationToken) => _silo.AllocatedBytes(cancellationToken);

    public string Project { get; }

    /// <summary>Of the others.</summary>
    public string Folder { get; }

    /// <summary>Ours.</summary>
    public Server Edge { get; }

    /// <summary>The first is the floor that ours is held to.</summary>
    public IReadOnlyList<Server> Others { get; }

    public static async Task<ServeStage> Open(Arena arena)
    {
        var database = await arena.NewDatabase("serve");
        var silo = await SiloProcess.Start(arena.NewFolder("silo"), database: database, environment: SiloProcess.ToStay);
        try
        {
            using var api = silo.Api();
            var project = await api.CreateProject(Name);
            var build = await api.Build(project, Content.Files);
            (await api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
            var folder = arena.NewFolder("others");
            return new ServeStage(silo, NpgsqlDataSource.Create(database), project, folder, await Serving.Others.Start(folder));
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>As many hosts of the project more, known to the gateway when this returns.</summary>
    public Task AddRoutes(int from, int count) => ChangeRoutes(
        """
        with raised as (update route_clock set n = n + 1)
        insert into hosts (host, team_id, project_id, kind)
        select 'www.customer-' || i || '.example', team_id, id, 'custom' from projects, generate_series($1, $2) as i where id = $3
        """,
        from, count, 200);

    /// <summary>Unknown to the gateway when this returns.</summary>
    public Task RemoveRoutes(int from, int count) => ChangeRoutes(
        """
        with raised as (update route_clock set n = n + 1)
        delete from hosts using generate_series($1, $2) as i where host = 'www.customer-' || i || '.example' and project_id = $3
        """,
        from, count, 404);

    private async Task ChangeRoutes(string how, int from, int count, int answer)
    {
        await using var change = _database.CreateCommand(how);
        change.Parameters.AddWithValue(from);
        change.Parameters.AddWithValue(from + count - 1);
        change.Parameters.AddWithValue(Project);
        await change.ExecuteNonQueryAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Testing.Http.RawHttp.Get(Edge.Endpoint, $"www.customer-{from + count - 1}.example", ct: limit.Token)).Status != answer)
            await Task.Delay(50, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var other in Others)
            await other.DisposeAsync();
        Api.Dispose();
        await _database.DisposeAsync();
        await _silo.DisposeAsync();
    }
}
