using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>Apps of a cluster with two engines: whatever becomes of the one that runs them, visitors wait and do not fail.</summary>
[Collection(SharedCluster.Name)]
public sealed class AppsInCluster(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [NpmRegistryFact]
    public async Task An_engine_is_killed_and_its_app_answers_from_another_one()
    {
        var cluster = await shared.Whole();
        using var api = cluster.Gateways[0].Api();
        var site = await ClusterApp.Deploy(api, "one");
        var engine = (await EngineOf(cluster, site))!;
        await using var load = LoadGenerator.Start(site.VisitsAt(cluster.Gateways[0], "one"));
        await load.More(100);

        var killed = Stopwatch.GetTimestamp();
        await engine.Kill();
        var first = await RawHttp.Get(cluster.Gateways[1].Endpoint, cluster.Gateways[1].SiteHost(site.Name));
        var back = Stopwatch.GetElapsedTime(killed);
        await load.More(100);
        var visits = await load.Stop();

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answers again after {back.TotalSeconds:0.00} s (aim at most 10); {visits}"));
        Assert.Equal((200, "<h1>one</h1>"), (first.Status, first.Text));
        Assert.True(visits.Failed == 0, visits.ToString());
        Assert.NotEqual(engine, await EngineOf(cluster, site));
        using var limit = new CancellationTokenSource(Patience);
        await RunsOnce(site, limit.Token);
    }

    [NpmRegistryFact]
    public async Task An_engine_stops_in_peace_and_hands_its_app_over_first()
    {
        var cluster = await shared.Whole();
        using var api = cluster.Gateways[0].Api();
        var site = await ClusterApp.Deploy(api, "one");
        var engine = (await EngineOf(cluster, site))!;
        await using var load = LoadGenerator.Start(site.VisitsAt(cluster.Gateways[0], "one"));
        await load.More(50);

        await engine.Stop();
        await load.More(50);
        var visits = await load.Stop();

        Assert.True(visits.Failed == 0, visits.ToString());
        output.WriteLine($"{visits}");
        using var limit = new CancellationTokenSource(Patience);
        await RunsOnce(site, limit.Token);
    }

    /// <summary>
    /// Paused for longer than its lease: the other engine takes over, and what it wakes up with it lets go of. Whoever asked it something when it
    /// stood still already is answered by the other one as well.
    /// </summary>
    [NpmRegistryFact]
    public async Task An_engine_that_slept_finds_its_app_elsewhere_and_ends_its_own()
    {
        var cluster = await shared.Whole();
        using var api = cluster.Gateways[0].Api();
        var site = await ClusterApp.Deploy(api, "one");
        var engine = (await EngineOf(cluster, site))!;
        using var limit = new CancellationTokenSource(Patience);
        await Visit(); // by a connection that is there when the engine sleeps

        await engine.Pause(limit.Token);
        try
        {
            var early = Visit();
            await Until(async () => await EngineOf(cluster, site) is { } other && other != engine, limit.Token);
            foreach (var answer in await Task.WhenAll(early, Visit()))
                Assert.Equal((200, "<h1>one</h1>"), (answer.Status, answer.Text));
        }
        finally
        {
            await engine.Resume();
        }

        await RunsOnce(site, limit.Token);
        Assert.NotEqual(engine, await EngineOf(cluster, site));

        Task<RawResponse> Visit() => RawHttp.Get(cluster.Gateways[0].Endpoint, cluster.Gateways[0].SiteHost(site.Name), ct: limit.Token);
    }

    [NpmRegistryFact]
    public async Task A_hundred_activations_of_two_builds_at_once_end_with_the_last_and_one_app()
    {
        var cluster = await shared.Whole();
        using var api = cluster.Gateways[0].Api();
        var site = await ClusterApp.Deploy(api, "one");
        var other = await site.Make(api, "two");
        await using var load = LoadGenerator.Start(site.VisitsAt(cluster.Gateways[0], "one", "two"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            api.Post($"/api/projects/{site.Project}/deployments", new { build_id = i % 2 == 0 ? site.Build : other })));
        var asked = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(Patience);
        await Until(async () => await Open(cluster, site) == 0, limit.Token);
        var ended = Stopwatch.GetElapsedTime(asked);
        var visits = await load.Stop();

        var newest = (await api.Get($"/api/projects/{site.Project}/deployments?limit=1"))["items"].AsArray()[0]!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all ended after {ended.TotalSeconds:0.0} s; {visits}"));
        Assert.Equal("active", newest["status"]!.GetValue<string>());
        Assert.True(visits.Failed == 0, visits.ToString());
        await Until(async () => await cluster.Ask<int>($"select count(*)::int from apps where project_id = '{site.Project}'") == 1, limit.Token);
    }

    /// <summary>Whatever this class and others have done to the cluster: what its database says is on the air runs once, and nothing else does.</summary>
    [NpmRegistryFact]
    public async Task In_the_whole_cluster_there_is_one_tree_of_processes_for_each_active_app_and_none_of_what_was()
    {
        var cluster = await shared.Whole();
        using var api = cluster.Gateways[0].Api();
        const string family = """
            import { fork } from "node:child_process";
            if (process.argv[2] === "child") await new Promise(() => setInterval(() => {}, 1000));
            fork("server.js", ["child"]); fork("server.js", ["child"]);
            """;
        var sites = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => ClusterApp.Deploy(api, $"app {i}", family)));
        var was = sites.Select(site => site.Deployment).ToList();
        foreach (var site in sites)
        {
            var second = await site.Make(api, "again");
            foreach (var build in new[] { second, site.Build })
                was.Add((await api.Activate(site.Project, build)).Expect(HttpStatusCode.OK).Text("id"));
        }

        using var limit = new CancellationTokenSource(Patience);
        var wanted = (await cluster.Ask<string>(
            "select string_agg(r.deployment_id, ' ') from routes r join apps a on a.id = r.deployment_id")).Split(' ').Order().ToList();
        var others = (await cluster.Ask<string>("select string_agg(id, ' ') from deployments")).Split(' ').Except(wanted)
            .Concat((await cluster.Ask<string>("select string_agg(id, ' ') from builds")).Split(' ')).ToList();
        await Until(() => Task.FromResult(!AppProcesses.Trees().Any(app => others.Contains(app.Key))), limit.Token);
        await Until(() => Task.FromResult(AppProcesses.Trees() is var trees && wanted.All(app => trees[app].Count() == 1)), limit.Token);

        Assert.Equal(3, was.Intersect(wanted).Count());
        Assert.All(was.Intersect(wanted), app => Assert.Equal(3, AppProcesses.Of(app).Count));
        await Until(async () => await cluster.Ask<int>("select count(*)::int from apps") == wanted.Count, limit.Token); // Forgotten after its end.
        output.WriteLine($"{wanted.Count} active apps, each in one tree");
    }

    /// <summary>
    /// A gateway that knows nothing new sends a visitor where the app was. Its port belongs to somebody else by now, and the visitor is not shown
    /// that: he waits until the gateway knows better.
    /// </summary>
    [AppNetworkFact]
    public async Task Whoever_is_sent_to_an_app_that_has_gone_is_never_shown_another_one()
    {
        var cluster = await shared.Whole();
        var (lost, other) = (cluster.Gateways[0], cluster.Gateways[1]);
        using var api = other.Api();
        var site = await ClusterApp.Deploy(api, "one");
        using var limit = new CancellationTokenSource(Patience);

        await lost.Host.CutOffFromDatabase();
        Task<RawResponse> held;
        try
        {
            var second = await site.Make(api, "two");
            (await api.Activate(site.Project, second)).Expect(HttpStatusCode.OK);
            await Until(() => Task.FromResult(AppProcesses.Of(site.Deployment).Count == 0), limit.Token);
            for (var i = 0; i < 3; i++)
                await ClusterApp.Deploy(api, "somebody else's");

            held = RawHttp.Get(lost.Endpoint, lost.SiteHost(site.Name), ct: limit.Token);
            await Task.WhenAny(held, Task.Delay(TimeSpan.FromSeconds(1), limit.Token));
            Assert.False(held.IsCompleted);
        }
        finally
        {
            await lost.Host.ConnectToDatabase();
        }

        Assert.Equal("<h1>two</h1>", (await held).Text);
    }

    [AppNetworkFact]
    public async Task A_gateway_that_cannot_reach_the_engine_keeps_its_visitors_until_it_can()
    {
        var cluster = await shared.Whole();
        var (cut, other) = (cluster.Gateways[0], cluster.Gateways[1]);
        using var api = other.Api();
        var site = await ClusterApp.Deploy(api, "one");
        var engine = (await EngineOf(cluster, site))!;
        using var limit = new CancellationTokenSource(Patience);

        await cut.Host.CutOffFrom(engine.Host);
        Task<RawResponse> held;
        try
        {
            held = RawHttp.Get(cut.Endpoint, cut.SiteHost(site.Name), ct: limit.Token);
            var elsewhere = await RawHttp.Get(other.Endpoint, other.SiteHost(site.Name), ct: limit.Token);
            Assert.Equal((200, "<h1>one</h1>"), (elsewhere.Status, elsewhere.Text));
            await Task.WhenAny(held, Task.Delay(TimeSpan.FromSeconds(3), limit.Token));
            Assert.False(held.IsCompleted);
        }
        finally
        {
            await cut.Host.ConnectTo(engine.Host);
        }

        var answer = await held;
        Assert.Equal((200, "<h1>one</h1>"), (answer.Status, answer.Text));
        Assert.Equal(engine, await EngineOf(cluster, site));
    }

    /// <summary>The engine that visitors are sent to; nothing while it counts as lost.</summary>
    private static async Task<ClusterProcess?> EngineOf(ClusterProcesses cluster, ClusterApp site)
    {
        var node = await cluster.Ask<string>(
            $"select coalesce((select s.node_id from apps a join routes r on r.deployment_id = a.id join silos s on s.id = a.served_by where a.project_id = '{site.Project}'), '')");
        return cluster.Engines.SingleOrDefault(e => File.ReadAllText(Path.Combine(e.Folder, "node-id")).Trim() == node);
    }

    private static Task<int> Open(ClusterProcesses cluster, ClusterApp site) =>
        cluster.Ask<int>($"select count(*)::int from deployments where project_id = '{site.Project}' and phase = 'activating'");

    /// <summary>One process answers, and the ones before it are gone.</summary>
    private static Task RunsOnce(ClusterApp site, CancellationToken limit) => Until(() => Task.FromResult(AppProcesses.Of(site.Deployment).Count == 1), limit);

    private static async Task Until(Func<Task<bool>> isSo, CancellationToken limit)
    {
        while (!await isSo())
            await Task.Delay(50, limit);
    }
}
