using System.Globalization;
using System.Net;
using MiniVercel.Bench.Contenders;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Bench.Builds;

/// <summary>A silo in a process of its own, whose memory is nobody else's, with a database and folders for one run.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly Arena _arena;
    private readonly string _database;

    private Stage(Arena arena, string database, SiloProcess silo)
    {
        (_arena, _database, Silo) = (arena, database, silo);
        Api = silo.Api();
    }

    public SiloProcess Silo { get; }

    public ApiDriver Api { get; }

    /// <summary>What the silo keeps for a project from one build to the next.</summary>
    public string CacheOf(string project) => Path.Combine(Silo.Folder, "caches", project);

    public static async Task<Stage> Open(Arena arena)
    {
        var database = await arena.NewDatabase("build");
        return new Stage(arena, database, await SiloProcess.Start(arena.NewFolder("silo"), database: database, environment: SiloProcess.ToStay));
    }

    public string NewFolder(string name) => _arena.NewFolder(name);

    /// <summary>Builds an upload as a preview. Asked for now and then and not followed, so that whoever watches costs nothing.</summary>
    public async Task<BuiltOnce> Build(string project, string upload, CancellationToken cancellationToken)
    {
        var id = (await Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted).Text("id");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BuildPatience);
        while (true)
        {
            var build = (await Api.Get($"/api/builds/{id}")).Expect(HttpStatusCode.OK);
            if (build.Text("status") == "success")
                return new BuiltOnce(id, At(build.Text("completed_at")) - At(build.Text("started_at")));
            if (build.Text("status") is not ("pending" or "building"))
                throw new InvalidOperationException($"The build ended as {build.Json!.ToJsonString()}:\n{await Api.FollowLog(id)}");
            await Task.Delay(Pause, limit.Token);
        }
    }

    /// <summary>From the first line of a step to the first line of the one that follows, by the log's own clock.</summary>
    public async Task<double> SecondsBetween(string build, string from, string to)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var ask = source.CreateCommand(
            """
            select extract(epoch from min(at) filter (where step = $3) - min(at) filter (where step = $2))::float8
            from build_logs where build_id = $1
            """);
        ask.Parameters.AddWithValue(build);
        ask.Parameters.AddWithValue(from);
        ask.Parameters.AddWithValue(to);
        return (double)(await ask.ExecuteScalarAsync())!;
    }

    public async Task<long> LinesOf(string build)
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var ask = source.CreateCommand("select count(*) from build_logs where build_id = $1 and stream = 'stdout'");
        ask.Parameters.AddWithValue(build);
        return (long)(await ask.ExecuteScalarAsync())!;
    }

    /// <summary>A million lines more with every round would fill the disk.</summary>
    public async Task ForgetLogs()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var forget = source.CreateCommand("truncate build_logs");
        await forget.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Silo.DisposeAsync();
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>A build that succeeded, and how long that took from its being taken to its end.</summary>
internal sealed record BuiltOnce(string Id, TimeSpan Took);
