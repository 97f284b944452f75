using System.Diagnostics;
using System.Globalization;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using Xunit.Abstractions;

namespace MiniVercel.Faults;

/// <summary>
/// A gateway loses its lease and lives on: nobody waits for it any more, and it gives nobody an old answer once it is one of the
/// others again.
/// </summary>
[Collection(SharedCluster.Name)]
public sealed class GatewayWithoutLease(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan LeastOfALease = TimeSpan.FromSeconds(2); // it was renewed at most three quarters of a second ago

    [NetworkFact]
    public async Task Cut_off_from_the_database_it_serves_what_it_has_until_it_is_back()
    {
        var cluster = await shared.Whole();
        var (lost, other) = (cluster.Gateways[0], cluster.Gateways[1]);
        using var api = other.Api();
        var site = await SharedSite.Create(api);
        var before = site.Deployment;
        await using var visits = LoadGenerator.Start(site.VisitsAt(lost));
        await using var writers = await Writers.Start(api, count: 16);
        await writers.Another(2);

        await lost.Host.CutOffFromDatabase();
        await Publish(site);
        await writers.Another(2);
        await visits.More(200); // it serves all the while, what it knew
        await lost.Host.ConnectToDatabase();
        var (ready, took) = await Back(lost);

        await visits.More(200);
        await writers.Another(2);
        await writers.Stop();
        await writers.AllAreThere(cluster);
        var report = await visits.Stop();
        Tell("cut off", took, report);
        Assert.True(report.Failed == 0, report.ToString());
        Assert.Empty(report.NotAnsweredBy(site.Deployment, startedAfter: ready));
        NeverWentBack(report, before, site.Deployment);
    }

    [Fact]
    public async Task Paused_for_longer_than_its_lease_it_loses_no_write_and_shows_nothing_old_when_it_is_back()
    {
        var cluster = await shared.Whole();
        var (lost, other) = (cluster.Gateways[0], cluster.Gateways[1]);
        using var api = other.Api();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var site = await SharedSite.Create(api);
        var before = site.Deployment;
        await using var writers = await Writers.Start(api, count: 16);
        await writers.Another(2);

        await lost.Pause(limit.Token); // in the middle of whatever its grains are writing
        await Publish(site);
        await writers.Another(3);
        await using var visits = LoadGenerator.Start(site.VisitsAt(lost)); // they wait at its door
        await lost.Resume();
        var (ready, took) = await Back(lost);

        await visits.More(200);
        await writers.Another(3);
        var longest = await writers.Stop();
        await writers.AllAreThere(cluster);
        var report = await visits.Stop();
        Tell($"paused, the longest write took {longest.TotalSeconds:0.00} s", took, report);
        Assert.True(report.Failed == 0, report.ToString());
        Assert.Empty(report.NotAnsweredBy(site.Deployment, startedAfter: ready));
        NeverWentBack(report, before, site.Deployment);
        Assert.Contains("it begins again", lost.Output, StringComparison.Ordinal);
    }

    /// <summary>As long as it may hold its lease it is waited for, and no longer: it comes back only after this.</summary>
    private async Task Publish(SharedSite site)
    {
        var started = Stopwatch.GetTimestamp();
        await site.Show("two");
        var took = Stopwatch.GetElapsedTime(started);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Built and published without it in {took.TotalSeconds:0.00} s (aim at most 6)"));
        Assert.True(took >= LeastOfALease, "It was not waited for, and may have shown what was old.");
    }

    /// <summary>From when on it says that it holds its lease, and how long that took.</summary>
    private static async Task<(long At, TimeSpan Took)> Back(ClusterProcess gateway)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var started = Stopwatch.GetTimestamp();
        await gateway.Ready(limit.Token);
        return (Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(started));
    }

    private static void NeverWentBack(LoadReport report, string before, string after)
    {
        var firstNew = report.AnsweredBy(after).Min(answer => answer.EndedAt);
        Assert.DoesNotContain(report.AnsweredBy(before), answer => answer.StartedAt > firstNew);
    }

    private void Tell(string how, TimeSpan took, LoadReport report) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{how}: ready again after {took.TotalSeconds:0.00} s; {report}"));
}
