using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniVercel.Properties;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>A silo stands still for longer than its lease, somebody else does its work, and it goes on: nothing it does then counts.</summary>
public sealed class Zombies(ClusterWithZombies fixture, ITestOutputHelper output) : IClassFixture<ClusterWithZombies>, IDisposable
{
    private const string BeginsAgain = "it begins again";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(3));

    /// <summary>Before a line, the manifest, and the ending: what each of them writes next.</summary>
    private static readonly string[] InTheMiddleOfABuild = ["build.after_detect", "build.after_blobs", "build.before_record"];

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task What_a_worker_writes_after_its_build_was_taken_over_changes_nothing()
    {
        var project = await fixture.Api.CreateProject("raised");
        await fixture.Worker.Stop();
        var zombies = new List<ClusterProcess>();
        foreach (var failpoint in InTheMiddleOfABuild)
            zombies.Add(await fixture.Cluster.Add("worker", $"{failpoint}:pause"));
        foreach (var page in InTheMiddleOfABuild)
        {
            var upload = await fixture.Api.Upload(project, KilledSite.Says(page));
            (await fixture.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted);
        }

        await Task.WhenAll(zombies.Select(zombie => zombie.Paused(_limit.Token)));
        var paused = Stopwatch.GetTimestamp();
        await fixture.Worker.Start();
        // None of them can have ended with a zombie. One that was taken over by the next of them is at its third attempt.
        await fixture.Until($"3 = (select count(*) from builds where project_id = '{project}' and status = 'success')", _limit.Token);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Three builds were taken over and done {Stopwatch.GetElapsedTime(paused).TotalSeconds:0.00} s after their workers had paused."));
        var before = await fixture.Everything();

        await Task.WhenAll(zombies.Select(zombie => zombie.Resume()));
        // One that learns of its death first does not even try; the others are refused.
        await Task.WhenAll(zombies.Select(zombie => zombie.Says(BeginsAgain, _limit.Token)));

        Assert.Equal(before, await fixture.Everything());
        await Task.WhenAll(zombies.Select(zombie => zombie.Ready(_limit.Token)));
        await Task.WhenAll(zombies.Select(zombie => zombie.Stop()));
    }

    /// <summary>
    /// The sixth activation is committed when its engine pauses, the seventh is published meanwhile, and the sixth goes on.
    /// </summary>
    [Theory]
    [InlineData("activation.after_commit")]
    [InlineData("activation.after_publish")]
    public async Task An_activation_that_was_overtaken_in_its_sleep_takes_nothing_back(string failpoint)
    {
        var (site, api) = (failpoint.Replace("activation.after_", "overtaken-", StringComparison.Ordinal), fixture.Api);
        var project = await api.CreateProject(site);
        var builds = new Dictionary<string, string>();
        foreach (var page in new[] { "five", "six", "seven" })
        {
            var build = await api.Build(project, KilledSite.Says(page));
            builds[page] = build.Text("id");
            // Seen there once, a page is there without an engine: for a moment there will be none.
            foreach (var gateway in fixture.Cluster.Gateways)
                await KilledSite.Serves(gateway.Endpoint, KilledSite.Label(build), page, builds[page]);
        }

        for (var i = 0; i < 5; i++)
            (await api.Activate(project, builds["five"])).Expect(HttpStatusCode.OK);
        var (zombie, other) = (fixture.OtherEngine, fixture.Engine);
        await zombie.Stop();
        await zombie.Start($"{failpoint}:pause");
        await using var markers = RouteMarkers.Watch(
            site, [.. fixture.Cluster.Gateways.Select(gateway => gateway.Endpoint)], [Current(zombie, project), Current(other, project)]);

        await other.Stop();
        var sixth = (await api.Post($"/api/projects/{project}/deployments", new { build_id = builds["six"] })).Expect(HttpStatusCode.Accepted);
        await zombie.Paused(_limit.Token);
        await other.Start();
        var seventh = (await api.Activate(project, builds["seven"])).Expect(HttpStatusCode.OK);
        await fixture.Until($"exists (select 1 from deployments where id = '{sixth.Text("id")}' and phase <> 'activating')", _limit.Token);
        var before = await fixture.Everything();

        await zombie.Resume();
        await zombie.Says($"{sixth.Text("id")} goes on elsewhere; attempt 1 stops", _limit.Token);
        await zombie.Says(BeginsAgain, _limit.Token);
        await zombie.Ready(_limit.Token);

        Assert.Equal(before, await fixture.Everything());
        Assert.Equal(builds["seven"], Path.GetFileName(new DirectoryInfo(Current(other, project)).LinkTarget));
        foreach (var gateway in fixture.Cluster.Gateways)
            await KilledSite.Serves(gateway.Endpoint, site, "seven", seventh.Text("id"));
        await markers.NeverWentBack(await Generations(project));
    }

    private static string Current(ClusterProcess engine, string project) => Path.Combine(engine.Folder, "deployments", project, "current");

    /// <summary>By deployment, which a gateway names, and by build, which a link points to: the newest generation of each.</summary>
    private async Task<Dictionary<string, long>> Generations(string project)
    {
        var items = (await fixture.Api.Get($"/api/projects/{project}/deployments"))["items"].AsArray().Reverse().ToList();
        var generations = new Dictionary<string, long>();
        foreach (var (item, i) in items.Select((item, i) => (item!, i + 1L)))
        {
            generations[item["id"]!.GetValue<string>()] = i;
            generations[item["build_id"]!.GetValue<string>()] = i;
        }

        return generations;
    }
}
