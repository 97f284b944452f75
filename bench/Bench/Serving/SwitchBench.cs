using System.Globalization;
using System.Net;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Crowd;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Bench.Serving;

/// <summary>
/// A site is switched to and fro under visitors of every kind. The claim is that none of them fails; what a switch costs them stands beside
/// what a page costs while nothing is switched, in the same run.
/// </summary>
internal static class SwitchBench
{
    private const int SteadyPages = 3_000;
    private const int PagesPerSwitch = 20;

    private static readonly string[] s_versions = ["one", "two"];

    public static async Task<int> Run(int cycles, CancellationToken cancellationToken)
    {
        await using var arena = await Arena.Open();
        await using var silo = await SiloProcess.Start(arena.NewFolder("silo"), database: await arena.NewDatabase("switch"), environment: SiloProcess.ToStay);
        using var api = silo.Api();
        var failed = 0;
        failed += await Measure("files", silo, api, [Files("one"), Files("two")], host => Visitors.OfFiles(silo.Endpoint, host, Assets), cycles, cancellationToken);
        failed += await Measure(
            "app", silo, api, [ScriptedApp.Serving("one"), ScriptedApp.Serving("two")], host => Visitors.OfApp(silo.Endpoint, host), cycles, cancellationToken);
        return failed == 0 ? 0 : 1;
    }

    private static Dictionary<string, string> Files(string version) => new()
    {
        ["index.html"] = $"<h1>{version}</h1>",
        [AssetOf(version)] = TextOf(version),
    };

    private static Dictionary<string, string> Assets => s_versions.ToDictionary(v => "/" + AssetOf(v), TextOf);

    private static string AssetOf(string version) => $"assets/app-{(version == "one" ? "D4f8kQ2z" : "B7xw1LpA")}.js";

    private static string TextOf(string version) => $"version = '{version}';";

    private static async Task<int> Measure(
        string kind, SiloProcess silo, ApiDriver api, IReadOnlyList<Dictionary<string, string>> versions, Func<string, Visitors> crowd, int cycles,
        CancellationToken cancellationToken)
    {
        var name = $"switched{kind}";
        var project = await api.CreateProject(name);
        var builds = new List<string>();
        foreach (var files in versions)
        {
            builds.Add((await api.Build(project, files)).Text("id"));
            (await api.Activate(project, builds[^1])).Expect(HttpStatusCode.OK);
        }

        await using var steady = crowd($"{name}.localhost:{silo.Endpoint.Port}");
        await steady.More(SteadyPages);
        var before = await steady.Leave();

        await using var visitors = crowd($"{name}.localhost:{silo.Endpoint.Port}");
        var took = new List<double>();
        for (var i = 0; i < cycles; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            (await api.Activate(project, builds[i % 2])).Expect(HttpStatusCode.OK);
            took.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await visitors.More(PagesPerSwitch);
        }

        var during = await visitors.Leave();
        var ratio = during.Pages!.Latency.P99 / before.Pages!.Latency.P99;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}: {cycles} switches, {during.Failed} failed; a switch takes {Medians.Of(took):0} ms (median); p99 of pages {during.Pages.Latency.P99.TotalMilliseconds:0.0} ms, ")
            + string.Create(CultureInfo.InvariantCulture, $"steady {before.Pages.Latency.P99.TotalMilliseconds:0.0} ms, ratio {ratio:0.00} (aim at most 2: {(ratio <= 2 ? "met" : "missed")})"));
        Console.WriteLine($"  steady: {before}");
        Console.WriteLine($"  during: {during}");
        return during.Failed + before.Failed;
    }
}
