using System.Net;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>A silo goes, in peace or not, while others write and visit: the rest of the cluster carries on.</summary>
public sealed class ClusterLosses(ITestOutputHelper output)
{
    private static readonly TimeSpan ResumesWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HandsOverWithin = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("gateway")]
    [InlineData("worker")]
    [InlineData("engine")]
    public async Task A_killed_silo_costs_seconds_and_no_acknowledged_write(string role) =>
        await Lose(role, victim => victim.Kill(), ResumesWithin);

    [Theory]
    [InlineData("gateway")]
    [InlineData("worker")]
    [InlineData("engine")]
    public async Task A_silo_that_is_stopped_hands_over_without_a_failed_call(string role) =>
        await Lose(role, victim => victim.Stop(), HandsOverWithin);

    private async Task Lose(string role, Func<ClusterProcess, Task> go, TimeSpan within)
    {
        await using var cluster = await ClusterProcesses.Start(ClusterProcesses.TwoOfEach);
        var victim = cluster.Silos.First(silo => silo.Roles == role);
        var gateway = cluster.Gateways.Last(silo => silo != victim);
        using var api = gateway.Api();
        var project = await api.CreateProject("visited");
        var build = (await api.Build(project, new Dictionary<string, string> { ["index.html"] = "here" })).Text("id");
        (await api.Activate(project, build)).Expect(HttpStatusCode.OK);
        await using var load = LoadGenerator.Start(
            LoadPlan.For(gateway.Endpoint, gateway.SiteHost("visited"), "/") with { Connections = 4, Pause = TimeSpan.FromMilliseconds(5) });
        await using var writers = await Writers.Start(api, count: 24);

        await writers.Another(3);
        await go(victim);
        await writers.Another(3);

        var longest = await writers.Stop();
        var visits = await load.Stop();
        output.WriteLine($"{role}: the longest of {writers.Acknowledged} writes took {longest.TotalSeconds:0.00} s; {visits}");
        Assert.True(longest < within, $"A write took {longest.TotalSeconds:0.00} s.");
        await writers.AllAreThere(cluster);
        Assert.True(visits.Failed == 0, visits.ToString());

        // And it is whole again for new work.
        var next = (await api.Build(project, new Dictionary<string, string> { ["index.html"] = "there" })).Text("id");
        (await api.Activate(project, next)).Expect(HttpStatusCode.OK);
    }
}
