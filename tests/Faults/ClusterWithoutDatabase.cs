using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>
/// The database is taken from three silos in the middle of a build, while visitors come and writers write. Whatever was
/// under way is finished by who had it, once; nobody is declared dead for everybody's silence; no visitor notices.
/// </summary>
[Collection(ClusterOnOwnPostgres.Name)]
public sealed class ClusterWithoutDatabase(ClusterOnOwnPostgres fixture, ITestOutputHelper output)
{
    private static readonly TimeSpan FinishesWithin = TimeSpan.FromMinutes(2);

    [Fact]
    public Task It_hangs_for_a_minute() => Endure(async limit =>
    {
        try
        {
            await fixture.Hang(limit);
            await Task.Delay(TimeSpan.FromSeconds(60), limit);
        }
        finally
        {
            await fixture.GoOn(); // Whatever comes of this test: others lean on the same server.
        }
    });

    [Fact]
    public Task It_is_stopped_for_half_a_minute() => Endure(async limit =>
    {
        await fixture.StopPostgres();
        await Task.Delay(TimeSpan.FromSeconds(30), limit);
        await fixture.StartPostgres();
    });

    [Fact]
    public Task It_is_restarted() => Endure(async _ =>
    {
        await fixture.StopPostgres();
        await fixture.StartPostgres();
    });

    private async Task Endure(Func<CancellationToken, Task> trouble)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var cluster = fixture.Cluster;
        using var api = cluster.Gateways[0].Api();
        var project = await api.CreateProject($"built-{Guid.NewGuid():n}"[..20]);
        var upload = await api.Upload(project, Many());
        await using var first = ClusterOnOwnPostgres.Visit(cluster.Gateways[0]);
        await using var second = ClusterOnOwnPostgres.Visit(cluster.Gateways[1]);
        await using var third = ClusterOnOwnPostgres.Visit(cluster.Gateways[2]);
        await using var app = ClusterOnOwnPostgres.VisitApp(cluster.Gateways[0]);
        await using var writers = await Writers.Start(cluster.Gateways[1].Api(), count: 8, bearFailures: true);
        await writers.Another(3);
        var lives = await Lives();

        var accepted = await api.Post($"/api/projects/{project}/builds", new { upload_id = upload, production = true });
        var build = accepted.Expect(HttpStatusCode.Accepted).Text("id");
        await Until($"exists (select 1 from builds where id = '{build}' and state ->> 'step' = 'upload')", limit.Token);
        await trouble(limit.Token);

        var back = Stopwatch.GetTimestamp();
        await writers.Another(1);
        var resumed = Stopwatch.GetElapsedTime(back);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        soon.CancelAfter(FinishesWithin);
        await Until($"not exists (select 1 from builds where id = '{build}' and status in ('pending', 'building'))", soon.Token);
        await Until($"exists (select 1 from deployments where build_id = '{build}' and phase <> 'activating')", soon.Token);
        var finished = Stopwatch.GetElapsedTime(back);
        await writers.Another(3);

        await writers.Stop();
        await writers.AllAreThere(cluster);
        await HappenedOnce(build);
        Assert.Equal(lives, await Lives());
        List<LoadReport> visits = [await first.Stop(), await second.Stop(), await third.Stop()];
        if (app is not null)
            visits.Add(await app.Stop());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Writers went on after {resumed.TotalSeconds:0.00} s (aim at most 5), the build was up after {finished.TotalSeconds:0.00} s;"));
        output.WriteLine($"{writers.Acknowledged} changes acknowledged, of {writers.Unknown} nobody knows.");
        Assert.All(visits, visit =>
        {
            output.WriteLine($"{visit}");
            Assert.True(visit.Failed == 0, visit.ToString());
        });
    }

    /// <summary>By its first attempt, with a log that has no gap, and one activation from it.</summary>
    private async Task HappenedOnce(string build)
    {
        var cluster = fixture.Cluster;
        Assert.Equal("success 1", await cluster.Ask<string>($"select status || ' ' || attempt from builds where id = '{build}'"));
        Assert.Equal(1, await cluster.Ask<int>($"select attempt from build_claims where id = '{build}'"));
        Assert.Equal("committed 1", await cluster.Ask<string>(
            $"select string_agg(phase || ' ' || attempt || coalesce(' ' || (state ->> 'reason') || ' ' || (state ->> 'detail'), ''), ', ') from deployments where build_id = '{build}'"));
        Assert.Equal(1, await cluster.Ask<int>(
            $"select c.attempt from activation_claims c join deployments d on d.id = c.id where d.build_id = '{build}'"));
        Assert.True(await cluster.Ask<bool>(
            $"select count(*) = max(seq) and min(seq) = 1 and min(attempt) = max(attempt) from build_logs where build_id = '{build}'"));
    }

    /// <summary>Whoever was taken for dead comes back under another address.</summary>
    private Task<string> Lives() => fixture.Cluster.Ask<string>("select string_agg(address, ' ' order by address) from silos");

    private Task Until(string isSo, CancellationToken limit) => KilledSite.Until(async () => await fixture.Cluster.Ask<bool>($"select {isSo}"), limit);

    /// <summary>Enough contents that storing them takes a while.</summary>
    private static Dictionary<string, string> Many() => Enumerable.Range(0, 300)
        .ToDictionary(i => i == 0 ? "index.html" : $"page-{i}.html", i => $"page {i} of {Guid.NewGuid():n}");
}
