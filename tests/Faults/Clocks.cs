using System.Globalization;
using System.Net;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>One silo is an hour ahead, one an hour behind: what they share goes by the database's clock, and nobody notices.</summary>
public sealed class Clocks(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly string _folder = TemporaryFolder.Create("clock");
    private ClusterProcesses _cluster = null!;

    public async Task InitializeAsync()
    {
        const string everything = "gateway,worker,engine";
        _cluster = await ClusterProcesses.Start([everything]);
        if (!ShiftedClock.IsPossible)
            return;
        foreach (var shift in new[] { Hour, -Hour })
            await _cluster.Add(everything, environment: ShiftedClock.By(shift, _folder));
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [ShiftedClockFact]
    public async Task An_hour_ahead_and_an_hour_behind_they_work_together_and_outlive_one_another()
    {
        var (right, ahead, behind) = (_cluster.Silos[0], _cluster.Silos[1], _cluster.Silos[2]);
        Assert.InRange(await TimeAt(ahead) - await TimeAt(right), Hour * 0.9, Hour * 1.1);
        Assert.InRange(await TimeAt(right) - await TimeAt(behind), Hour * 0.9, Hour * 1.1);
        var lives = await Lives();
        using var api = right.Api();
        await using var writers = await Writers.Start(api, count: 16);

        foreach (var gateway in _cluster.Gateways)
        {
            using var there = gateway.Api();
            var name = $"seen-{_cluster.Gateways.ToList().IndexOf(gateway)}";
            var project = await there.CreateProject(name);
            foreach (var page in new[] { "one", "two" })
            {
                var build = (await there.Build(project, KilledSite.Says(page))).Text("id");
                var active = (await there.Activate(project, build)).Expect(HttpStatusCode.OK).Text("id");
                foreach (var each in _cluster.Gateways)
                    await KilledSite.Serves(each.Endpoint, name, page, active);
            }
        }

        await EveryWorkerBuilds(api);
        Assert.Equal(1, await _cluster.Ask<int>("select max(attempt) from (select attempt from builds union select attempt from deployments) as attempts"));
        Assert.Equal(lives, await Lives());

        await ahead.Kill();
        await writers.Another(5);
        var longest = await writers.Stop();
        await writers.AllAreThere(_cluster);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"After the one ahead was killed the longest of {writers.Acknowledged} writes took {longest.TotalSeconds:0.00} s (aim at most 5)"));
    }

    /// <summary>Builds, some at once, until each of the workers has had one.</summary>
    private async Task EveryWorkerBuilds(ApiDriver api)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var project = await api.CreateProject("built");
        while (await _cluster.Ask<int>("select count(distinct silo_id) from build_claims") < _cluster.Workers.Count)
        {
            var builds = Enumerable.Range(0, 6).Select(i => api.Build(project, KilledSite.Says($"{i}")));
            Assert.All(await Task.WhenAll(builds).WaitAsync(limit.Token), build => Assert.Equal("success", build.Text("status")));
        }
    }

    private static async Task<DateTime> TimeAt(ClusterProcess silo)
    {
        var answer = await RawHttp.Get(silo.Endpoint, $"localhost:{silo.Endpoint.Port}", "/health/live");
        return DateTime.ParseExact(answer.Header("date")!, "r", CultureInfo.InvariantCulture);
    }

    private Task<string> Lives() => _cluster.Ask<string>("select string_agg(address, ' ' order by address) from silos");
}
