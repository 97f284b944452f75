using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Properties;

/// <summary>
/// Plays a history against a real project behind two gateways while two watch: one the team, all the time, the other the project and every
/// build of it, going and coming back. In the end both have been told all that can be seen.
/// </summary>
internal sealed class ProjectThatIsWatched(IReadOnlyList<TestSilo> gateways, Witness ofTeam, TimeSpan within, string project, string name) : IAsyncDisposable
{
    private static int s_projects;

    private readonly Witness _ofProject = new();
    private readonly HashSet<string> _kinds = [];
    private readonly List<string> _builds = [];
    private int _names;

    public static async Task<ProjectThatIsWatched> Start(IReadOnlyList<TestSilo> gateways, Witness ofTeam, TimeSpan within)
    {
        var name = $"watched-{Interlocked.Increment(ref s_projects)}";
        var watched = new ProjectThatIsWatched(gateways, ofTeam, within, await gateways[0].Api.CreateProject(name), name);
        await watched.ComeBack(gateways[1]);
        return watched;
    }

    public async Task<IReadOnlySet<string>> Play(WatchedHistory history)
    {
        foreach (var deed in history.Deeds)
            await Do(deed, gateways[deed.Gateway]);
        await PropertyBrokenException.Guard(25, AllWasTold);
        return _kinds;
    }

    public ValueTask DisposeAsync() => _ofProject.DisposeAsync();

    private async Task Do(WatchedDeed deed, TestSilo gateway)
    {
        if (deed.Gateway == 1)
            _kinds.Add("a deed through the second gateway");
        switch (deed)
        {
            case WatchedDeed.Build build:
                var built = await Order(gateway, build.Production);
                Assert.Equal("success", (await gateway.Api.WaitForBuild(built)).Text("status"));
                _builds.Add(built);
                break;
            case WatchedDeed.BuildAndCancel:
                var canceled = await Order(gateway, production: false);
                if ((await gateway.Api.Post($"/api/builds/{canceled}/cancel")).Status == HttpStatusCode.OK)
                    _kinds.Add("a canceled build");
                break;
            case WatchedDeed.Activate activate when _builds.Count > 0:
                await gateway.Api.Activate(project, _builds[^(1 + activate.Back % _builds.Count)]);
                _kinds.Add("an activation");
                break;
            case WatchedDeed.DeleteBuild delete when _builds.Count > 1:
                if ((await gateway.Api.Delete($"/api/builds/{_builds[^(1 + delete.Back % _builds.Count)]}")).Status != HttpStatusCode.NoContent)
                    break;
                _builds.RemoveAt(_builds.Count - 1 - delete.Back % _builds.Count);
                _kinds.Add("a deleted build");
                break;
            case WatchedDeed.Rename:
                (await gateway.Api.Put($"/api/projects/{project}", new { name = $"{name}-{++_names}" })).Expect(HttpStatusCode.OK);
                _kinds.Add("a new name");
                break;
            case WatchedDeed.SetVariable:
                (await gateway.Api.Post($"/api/projects/{project}/env", new { key = $"KEY_{++_names}", value = "some value" })).Expect(HttpStatusCode.Created);
                _kinds.Add("a variable");
                break;
            case WatchedDeed.AddDomain:
                (await gateway.Api.Post($"/api/projects/{project}/domains", new { name = $"{name}-{++_names}.example.org" })).Expect(HttpStatusCode.Created);
                _kinds.Add("a domain");
                break;
            case WatchedDeed.ComeBack:
                await ComeBack(gateway);
                _kinds.Add("a viewer that came back");
                break;
        }
    }

    /// <summary>It is watched from the first moment on.</summary>
    private async Task<string> Order(TestSilo gateway, bool production)
    {
        var upload = await gateway.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = $"page {++_names} of {name}" });
        var build = (await gateway.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload, production })).Expect(HttpStatusCode.Accepted).Text("id");
        await _ofProject.Call("subscribe_build", build, 0);
        return build;
    }

    private async Task ComeBack(TestSilo gateway)
    {
        await _ofProject.Connect(gateway);
        await _ofProject.Call("subscribe_project", project);
        foreach (var build in (await gateway.Api.Get($"/api/projects/{project}/builds?limit=100"))["items"].AsArray().Select(b => b!["id"]!.GetValue<string>()))
            await _ofProject.Call("subscribe_build", build, _ofProject.SeqsOf(build) is [.., var last] ? last : 0);
    }

    // Told within seconds; until then it is on its way.
    private async Task AllWasTold()
    {
        using var limit = new CancellationTokenSource(within);
        while (true)
        {
            try
            {
                await CheckWhatWasTold();
                return;
            }
            catch (Exception) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task CheckWhatWasTold()
    {
        var builds = (await gateways[0].Api.Get($"/api/projects/{project}/builds?limit=100"))["items"].AsArray();
        var deployments = (await gateways[0].Api.Get($"/api/projects/{project}/deployments?limit=100"))["items"].AsArray();
        if (deployments.Count > 1)
            _kinds.Add("a deployment that was replaced");
        foreach (var witness in new[] { ofTeam, _ofProject })
        {
            var heard = witness.Heard;
            foreach (var build in builds)
                Assert.Equal(Seen(build!), Seen(heard.Last(e => e.Name == "build_status" && e.Text("build_id") == IdOf(build!)).Data));
            foreach (var deployment in deployments)
                Assert.Equal(Seen(deployment!), Seen(heard.Last(e => e.Name == "deployment_status" && e.Text("deployment_id") == IdOf(deployment!)).Data));
        }

        await CheckChanges();
        foreach (var build in builds.Select(b => IdOf(b!)))
        {
            var stored = (await gateways[1].Api.Get($"/api/builds/{build}/logs"))["items"].AsArray().Count;
            Assert.Equal(Enumerable.Range(1, stored).Select(seq => (long)seq), _ofProject.SeqsOf(build));
        }
    }

    /// <summary>Who never went away was told of every change, once, and of those of one thing in their order.</summary>
    private async Task CheckChanges()
    {
        await using var connection = new NpgsqlConnection(gateways[0].ConnectionString);
        var made = (await connection.QueryAsync<(string Kind, string Id)>(
            "select kind, id from changes where project_id = @project order by seq", new { project })).ToList();
        var told = ofTeam.Heard.Where(e => e.Name == "changed").ToLookup(e => (e.Text("kind")!, e.Text("id")!), e => e.Number("version"));
        foreach (var thing in made.GroupBy(c => c))
        {
            Assert.Equal(thing.Count(), told[thing.Key].Count());
            Assert.Equal(told[thing.Key].Order(), told[thing.Key]);
        }

        var versions = await connection.QueryAsync<(string Id, long Version)>("select id, version from builds where project_id = @project", new { project });
        foreach (var (id, version) in versions)
            Assert.Equal(Enumerable.Range(1, (int)version).Select(v => (long)v), told[("build", id)]);
    }

    private static string IdOf(JsonNode thing) => thing["id"]!.GetValue<string>();

    private static (string? Status, string? Reason) Seen(JsonNode thing) => (thing["status"]!.GetValue<string>(), thing["reason"]?.GetValue<string>());
}
