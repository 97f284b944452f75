using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Silo.Apps;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Crowd;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;
using Xunit.Abstractions;

namespace MiniVercel.EndToEnd;

/// <summary>An app is replaced again and again while visitors of every kind are with it. (Two hundred times by `bench/switch`.)</summary>
public class SwitchingApps(ITestOutputHelper output)
{
    private const int Switches = 10;

    [NpmRegistryFact]
    public async Task An_app_is_switched_under_visitors_of_every_kind_and_none_of_them_fails()
    {
        await using var silo = await TestSilo.Start(services => services.AddSingleton(new AppLimits { DrainWithin = TimeSpan.FromSeconds(2) }));

        var report = await Switch(silo, Switches);

        output.WriteLine($"{Switches} switches: {report}");
        Assert.True(report.Failed == 0, $"{report}");
        foreach (var kind in new[] { Visitors.Uploads, Visitors.Messages, Visitors.Reconnects })
            Assert.True(report.Finished(kind) > 0, $"Nobody was there for {kind}.");
    }

    /// <summary>The same, where nobody is waited for: the visitors notice.</summary>
    [NpmRegistryFact]
    public async Task The_same_harness_notices_an_app_that_is_not_drained()
    {
        await using var silo = await TestSilo.Start(services => services.AddSingleton(new AppLimits { DrainWithin = TimeSpan.Zero, GoWithin = TimeSpan.Zero }));

        Assert.NotEqual(0, (await Switch(silo, switches: 50, isEnough: report => report.Failed > 0)).Failed);
    }

    private static async Task<CrowdReport> Switch(TestSilo silo, int switches, Predicate<CrowdReport>? isEnough = null)
    {
        var project = await silo.Api.CreateProject("switching");
        var builds = new List<string>();
        foreach (var version in new[] { "one", "two" })
            builds.Add((await silo.Api.Build(project, ScriptedApp.Serving(version))).Text("id"));
        (await silo.Api.Activate(project, builds[1])).Expect(HttpStatusCode.OK);

        await using var visitors = Visitors.OfApp(silo.Endpoint, silo.SiteHost("switching"));
        await visitors.More(100);
        for (var i = 0; i < switches && isEnough?.Invoke(visitors.SoFar) != true; i++)
        {
            (await silo.Api.Activate(project, builds[i % 2])).Expect(HttpStatusCode.OK);
            await visitors.More(100);
        }

        return await visitors.Leave();
    }
}
