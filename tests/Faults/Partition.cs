using System.Diagnostics;
using System.Globalization;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>
/// What one silo sends to another is lost, while both reach all others and the database: neither is dead, so nobody may take
/// anything over, and only what goes between the two has to wait.
/// </summary>
[Collection(SharedCluster.Name)]
public sealed class Partition(SharedCluster shared, ITestOutputHelper output)
{
    /// <summary>Longer than a lease, and than a connection may stay silent.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(8);

    [NetworkFact]
    public async Task Two_that_lost_each_other_one_way_are_both_alive_and_nobody_else_notices()
    {
        var cluster = await shared.Whole();
        var (one, third, other) = (cluster.Gateways[0], cluster.Gateways[1], cluster.Workers[0]);
        using var near = one.Api();
        using var far = third.Api();
        var site = await SharedSite.Create(near);
        await using var visits = LoadGenerator.Start(site.VisitsAt(one));
        await using var affected = await Writers.Start(near, count: 24, bearFailures: true);
        await using var unaffected = await Writers.Start(far, count: 24);
        await affected.Another(3);
        await unaffected.Another(3);
        var lives = await Lives(cluster);
        Assert.NotEqual(0, await cluster.Ask<int>(
            $"select count(*) from grain_directory where silo = '{await AddressOf(cluster, other)}' and ({string.Join(" or ", affected.Projects.Select(p => $"strpos(grain, '{p}') > 0"))})"));

        await one.Host.CutOffFrom(other.Host);
        await Task.Delay(Lasts);
        await unaffected.Another(3);
        var meanwhile = affected.Acknowledged;
        await one.Host.ConnectTo(other.Host);

        var healed = Stopwatch.GetTimestamp();
        await affected.Another(1);
        var resumed = Stopwatch.GetElapsedTime(healed);
        await affected.Another(3);
        await affected.Stop();
        var longest = await unaffected.Stop();
        var report = await visits.Stop();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Its writers went on {resumed.TotalSeconds:0.00} s after the end (aim at most 5); {meanwhile} of their changes were acknowledged before, of {affected.Unknown} nobody knows."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Elsewhere the longest of {unaffected.Acknowledged} took {longest.TotalSeconds:0.00} s (aim at most 2); {report}"));
        await affected.AllAreThere(cluster);
        await unaffected.AllAreThere(cluster);
        Assert.True(report.Failed == 0, report.ToString());
        Assert.Equal(lives, await Lives(cluster));
        await site.Show("two");
    }

    private static Task<string> AddressOf(ClusterProcesses cluster, ClusterProcess silo) =>
        cluster.Ask<string>($"select address from silos where address like '{silo.Host.Address}:%'");

    private static Task<string> Lives(ClusterProcesses cluster) =>
        cluster.Ask<string>("select string_agg(address, ' ' order by address) from silos");
}
