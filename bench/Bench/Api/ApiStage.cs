using System.Diagnostics;
using System.Net;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Serving;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Bench.Api;

/// <summary>A gateway with ten thousand projects, and the floor on a copy of its database.</summary>
internal sealed class ApiStage : IAsyncDisposable
{
    public const int Projects = 10_000;

    /// <summary>Those that builds are asked for, and that a Git host tells of.</summary>
    public const int Hooked = 16;

    private readonly SiloProcess _silo;

    private ApiStage(SiloProcess silo, Server floor, string token, IReadOnlyList<string> hooked, IReadOnlyList<string> secrets, IReadOnlyList<string> builds)
    {
        (_silo, Floor, Token, HookedProjects, Secrets, Builds) = (silo, floor, token, hooked, secrets, builds);
        Ours = Server.Of("API", silo.Id, silo.Endpoint.Port, $"localhost:{silo.Endpoint.Port}");
    }

    public Server Ours { get; }

    public Server Floor { get; }

    public string Token { get; }

    public IReadOnlyList<string> HookedProjects { get; }

    /// <summary>Of each of those.</summary>
    public IReadOnlyList<string> Secrets { get; }

    public IReadOnlyList<string> Builds { get; }

    public static string Repository(string project) => $"/srv/git/{project}";

    public static async Task<ApiStage> Open(Arena arena, CancellationToken cancellationToken)
    {
        var database = await arena.NewDatabase("api");
        var folder = arena.NewFolder("api");
        var (hooked, secrets, builds) = await Fill(folder, database, cancellationToken);
        var copy = await arena.NewDatabase("floor", copyOf: "api");
        await Execute(
            copy, $"insert into silos (id, node_id, roles, lease_until, address) values ('{ApiFloor.Silo}', '{ApiFloor.Silo}', '{{}}', 'infinity', '{ApiFloor.Silo}')",
            cancellationToken);

        var silo = await Silo(folder, database);
        try
        {
            var token = (await File.ReadAllTextAsync(Path.Combine(folder, "admin-token"), cancellationToken)).Trim();
            return new ApiStage(silo, await Server.Start("bare Kestrel", port => Kestrel(port, copy)), token, hooked, secrets, builds);
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Floor.DisposeAsync();
        await _silo.DisposeAsync();
    }

    /// <summary>A gateway alone: what is asked to be built stays asked for. Who calls calls more often than the usual rate allows.</summary>
    private static Task<SiloProcess> Silo(string folder, string database) => SiloProcess.Start(
        folder, ["--port", "0", "--database", database, "--roles", "gateway", "--git-folders", "/srv/git", "--api-rate", "100000"], [], environment: SiloProcess.ToStay);

    /// <summary>With the collector that the silo has.</summary>
    private static ProcessStartInfo Kestrel(int port, string database)
    {
        var info = new ProcessStartInfo("dotnet", [Arena.ThisProgram, "contender", "api-floor", $"{port}", database]);
        info.Environment["DOTNET_gcServer"] = "1";
        return info;
    }

    private static async Task<(List<string> Hooked, List<string> Secrets, List<string> Builds)> Fill(
        string folder, string database, CancellationToken cancellationToken)
    {
        await using var silo = await Silo(folder, database);
        using var api = silo.Api();
        var (hooked, secrets, builds) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i < Hooked; i++)
        {
            var project = (await api.Post("/api/projects", new { name = $"hooked-{i}", git_url = $"file://{Repository($"hooked-{i}")}" })).Expect(HttpStatusCode.Created).Text("id");
            hooked.Add(project);
            secrets.Add((await api.Put($"/api/projects/{project}/webhook", null)).Expect(HttpStatusCode.OK).Text("secret"));
            builds.Add((await api.Post($"/api/projects/{project}/builds", new { @ref = "first" })).Expect(HttpStatusCode.Accepted).Text("id"));
        }

        await Execute(
            database,
            $$"""
             with raised as (update route_clock set n = n + 1), made as (
                 insert into projects (id, team_id, version, write_id, state)
                 select 'prj_0' || lpad(i::text, 19, '0'), team_id, version, gen_random_uuid(),
                     jsonb_set(jsonb_set(state, '{settings,name}', to_jsonb('project-' || i)), '{published_name}', to_jsonb('project-' || i))
                 from projects, generate_series(1, {{Projects - Hooked}}) as i where id = '{{hooked[0]}}' returning id, team_id, name)
             insert into hosts (host, team_id, project_id, kind) select name, team_id, id, 'production' from made
             """,
            cancellationToken);
        await Execute(database, "analyze", cancellationToken);
        return (hooked, secrets, builds);
    }

    private static async Task Execute(string database, string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
