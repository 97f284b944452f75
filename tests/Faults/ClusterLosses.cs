using System.Globalization;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>A silo goes, in peace or not, while others write and visit: the rest of the cluster carries on.</summary>
[Collection(SharedCluster.Name)]
public sealed class ClusterLosses(SharedCluster shared, ITestOutputHelper output)
{
    [Theory]
    [InlineData("gateway")]
    [InlineData("worker")]
    [InlineData("engine")]
    public async Task A_killed_silo_costs_seconds_and_no_acknowledged_write(string role)
    {
        var cluster = await shared.Whole();
        var victim = cluster.Silos.First(silo => silo.Roles == role);
        var gateway = cluster.Gateways.Last(silo => silo != victim);
        using var api = gateway.Api();
        var site = await SharedSite.Create(api);
        await using var load = LoadGenerator.Start(site.VisitsAt(gateway));
        await using var writers = await Writers.Start(api, count: 24);

        await writers.Another(3);
        await victim.Kill();
        await writers.Another(3);

        var longest = await writers.Stop();
        var visits = await load.Stop();
        Tell(role, writers, longest, aim: 5, visits);
        await writers.AllAreThere(cluster);
        Assert.True(visits.Failed == 0, visits.ToString());

        // And it is whole again for new work.
        await site.Show("two");
    }

    /// <summary>Each in turn stops and comes back; before a gateway goes, whoever comes to it is sent to the other, as balancers do.</summary>
    [Fact]
    public async Task All_silos_are_restarted_one_after_the_other_and_no_call_fails()
    {
        var cluster = await shared.Whole();
        var (first, last) = (cluster.Gateways[0], cluster.Gateways[1]);
        using var api = first.Api();
        using var other = last.Api();
        var site = await SharedSite.Create(api);
        await using var writers = await Writers.Start(api, count: 24);
        await using (var atFirst = LoadGenerator.Start(site.VisitsAt(first)))
        {
            foreach (var silo in cluster.Silos.Where(silo => silo != first))
                await Restart(silo);
            var visits = await atFirst.Stop();
            Assert.True(visits.Failed == 0, visits.ToString());
            output.WriteLine($"{visits}");
        }

        writers.MoveTo(other);
        await writers.Another(1); // by now none is on its way to the first
        await using var atLast = LoadGenerator.Start(site.VisitsAt(last));
        await Restart(first);

        var longest = await writers.Stop();
        var more = await atLast.Stop();
        Tell("all", writers, longest, aim: 3, more);
        Assert.True(more.Failed == 0, more.ToString());
        await writers.AllAreThere(cluster);

        async Task Restart(ClusterProcess silo)
        {
            await silo.Stop();
            await writers.Another(2);
            await silo.Start();
            await writers.Another(2);
        }
    }

    private void Tell(string who, Writers writers, TimeSpan longest, int aim, LoadReport visits) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{who}: the longest of {writers.Acknowledged} writes took {longest.TotalSeconds:0.00} s (aim at most {aim}); {visits}"));
}
