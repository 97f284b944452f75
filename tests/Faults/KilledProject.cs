using System.Net;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Faults;

/// <summary>
/// A project is deleted while one of its builds runs: everything of it ends, nothing of it answers or can be read, and what it has filled is
/// free again. Or it is as it was, with all that it had.
/// </summary>
internal sealed class KilledProject(KilledSite site, string folder, string database) : KilledDeed(site)
{
    private const string Domain = "www.killed.example";
    private const string Sleeper = "sleep 4321";

    private static readonly string[] s_own = ["hosts", "routes", "domains", "uploads", "apps", "artifacts", "environment_variables", "git_credentials"];

    public override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["MINIVERCEL_SWEEP_EVERY"] = "1s" };

    public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
    {
        if ((await api.Get($"/api/projects/{Site.Project}")).Status == HttpStatusCode.OK)
        {
            await IsAsBefore(api, silo);
            return "undone";
        }

        foreach (var host in new[] { KilledSite.Name, Site.ActiveLabel, Site.SpareLabel })
            await KilledSite.Until(async () => (await KilledSite.Ask(silo, host)).Status == 404, limit);
        await KilledSite.Until(async () => await Rows() == 0, limit);
        await KilledSite.Until(() => Task.FromResult(IsFree()), limit);
        foreach (var path in Paths())
            (await api.Get(path)).Expect(HttpStatusCode.NotFound);
        await api.CreateProject(KilledSite.Name);
        return "finished";
    }

    protected override async Task Ask(ApiDriver api)
    {
        var upload = await api.Upload(Site.Project, new Dictionary<string, string>
        {
            ["index.html"] = "never",
            ["vercel.json"] = $$"""{"installCommand": "true", "buildCommand": "{{Sleeper}}", "outputDirectory": "."}""",
        });
        var build = (await api.Post($"/api/projects/{Site.Project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted).Text("id");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await KilledSite.Until(async () => (await api.Get($"/api/builds/{build}")).Json?["step"]?.GetValue<string>() == "build", limit.Token);
        (await api.Post($"/api/projects/{Site.Project}/domains", new { name = Domain })).Expect(HttpStatusCode.Created);
        await Tell("update team_blobs set pinned_until = clock_timestamp() - interval '1 second'");
        await api.Delete($"/api/projects/{Site.Project}");
    }

    private async Task IsAsBefore(ApiDriver api, IPEndPoint silo)
    {
        await KilledSite.Serves(silo, KilledSite.Name, "one");
        foreach (var path in Paths())
            (await api.Get(path)).Expect(HttpStatusCode.OK);
        Assert.Equal(KilledSite.Variables.Length, (await api.Get($"/api/projects/{Site.Project}/env"))["items"].AsArray().Count);
        Assert.Single((await api.Get($"/api/projects/{Site.Project}/domains"))["items"].AsArray());
        var running = (await api.Get($"/api/projects/{Site.Project}/builds"))["items"].AsArray()[0]!["id"]!.GetValue<string>();
        // What it is built from was let go of above, so begun anew it may have failed by itself.
        Assert.True((await api.Post($"/api/builds/{running}/cancel")).Status is HttpStatusCode.OK or HttpStatusCode.Conflict);
    }

    private IEnumerable<string> Paths() =>
    [
        $"/api/projects/{Site.Project}", $"/api/projects/{Site.Project}/builds", $"/api/projects/{Site.Project}/deployments",
        $"/api/projects/{Site.Project}/env", $"/api/projects/{Site.Project}/domains", $"/api/builds/{Site.Active}", $"/api/builds/{Site.Active}/logs",
    ];

    /// <summary>What is left that belongs to the project, and what of it is still under way.</summary>
    private async Task<long> Rows()
    {
        var counts = s_own.Select(table => $"(select count(*) from {table} where project_id = @project)")
            .Append("(select count(*) from builds where project_id = @project and status in ('pending', 'building'))")
            .Append("(select count(*) from deployments where project_id = @project and phase = 'activating')")
            .Append("(select count(*) from build_logs l join builds b on b.id = l.build_id where b.project_id = @project)");
        await using var source = NpgsqlDataSource.Create(database);
        await using var ask = source.CreateCommand($"select {string.Join(" + ", counts)}");
        ask.Parameters.AddWithValue("project", Site.Project);
        return (long)(await ask.ExecuteScalarAsync())!;
    }

    private async Task Tell(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var tell = source.CreateCommand(sql);
        await tell.ExecuteNonQueryAsync();
    }

    /// <summary>No content, no laid out folder, no workspace is left of it.</summary>
    private bool IsFree() =>
        Directory.GetFiles(Path.Combine(folder, "blobs"), "*", SearchOption.AllDirectories).Length == 0
        && !Directory.Exists(Path.Combine(folder, "deployments", Site.Project, "builds"))
        && Directory.GetFileSystemEntries(Path.Combine(folder, "workspaces")).Length == 0;
}
