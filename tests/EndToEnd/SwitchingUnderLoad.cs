using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.EndToEnd;

public class SwitchingUnderLoad(ITestOutputHelper output)
{
    private const int Rollbacks = 100;

    [Fact]
    public async Task A_hundred_rollbacks_under_load_fail_no_request_and_never_show_the_old_version_again()
    {
        await using var silo = await TestSilo.Start();

        var (report, late) = await RollBack(silo, Rollbacks);

        output.WriteLine($"{Rollbacks} rollbacks: {report}, {late} late");
        Assert.True(report.Failed == 0, report.ToString());
        Assert.True(report.Requests > Rollbacks, report.ToString());
        Assert.True(late == 0, $"{late} requests sent after a rollback had returned were answered by the version before it.");
    }

    [Fact]
    public async Task The_same_harness_notices_a_publication_that_does_not_wait()
    {
        await using var silo = await TestSilo.Start(Unconfirmed.Publications);

        var (_, late) = await RollBack(silo, rollbacks: 5);

        Assert.NotEqual(0, late);
    }

    /// <summary>
    /// Switches to and fro between two versions while sixteen visitors keep asking. Late is an answer to a request that
    /// was sent after a switch had returned, by a deployment from before that switch, or by none at all.
    /// </summary>
    private static async Task<(LoadReport Report, int Late)> RollBack(TestSilo silo, int rollbacks)
    {
        var api = silo.Api;
        var project = await api.CreateProject("switching");
        var builds = new List<string>();
        foreach (var version in new[] { "one", "two" })
        {
            var built = await api.Build(project, new Dictionary<string, string> { ["index.html"] = $"<h1>{version}</h1>" });
            builds.Add(built.Text("id"));
        }

        var order = new List<string> { (await api.Activate(project, builds[0])).Expect(HttpStatusCode.OK).Text("id") };
        var returned = new List<long> { Stopwatch.GetTimestamp() };
        var said = new ConcurrentDictionary<string, string>();
        var plan = LoadPlan.For(silo.Endpoint, silo.SiteHost("switching"), "/") with
        {
            AcceptsStatus = status => status == 200,
            CheckBody = (answer, body) => SaysOneThing(said, answer.AnsweredBy, body),
        };

        await using var load = LoadGenerator.Start(plan);
        await load.More(200);
        for (var i = 1; i <= rollbacks; i++)
        {
            order.Add((await api.Activate(project, builds[i % 2])).Expect(HttpStatusCode.OK).Text("id"));
            returned.Add(Stopwatch.GetTimestamp());
            await load.More(20);
        }

        var report = await load.Stop();
        foreach (var (deployment, body) in said)
            Assert.Equal(order.IndexOf(deployment) % 2 == 0 ? "<h1>one</h1>" : "<h1>two</h1>", body);

        var place = order.Index().ToDictionary(d => d.Item, d => d.Index);
        var late = report.Answers.Count(a => (a.AnsweredBy is { } by ? place[by] : -1) < LastReturnedBefore(returned, a.StartedAt));
        return (report, late);
    }

    /// <summary>A deployment's answers all say the same: a header of one version over the body of another is a failure.</summary>
    private static string? SaysOneThing(ConcurrentDictionary<string, string> said, string? deployment, ReadOnlySpan<byte> body)
    {
        if (deployment is null)
            return "nobody says who answered";
        var text = Encoding.UTF8.GetString(body);
        return said.GetOrAdd(deployment, text) == text ? null : $"{deployment} says two things";
    }

    private static int LastReturnedBefore(List<long> returned, long at)
    {
        var place = returned.BinarySearch(at);
        return place >= 0 ? place : ~place - 1;
    }
}
