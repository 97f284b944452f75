using System.Diagnostics;
using System.Net;
using MiniVercel.Bench.Measuring;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Bench.Serving;

/// <summary>From the call that activates a build to the first byte of it that a visitor gets.</summary>
internal static class Switching
{
    private const int Switches = 20;

    public static async Task<IReadOnlyList<Figure>> Measure(ServeStage stage, int rounds, CancellationToken cancellationToken)
    {
        var project = await stage.Api.CreateProject("switched");
        var host = $"switched.localhost:{stage.Edge.Port}";
        var builds = new List<string>();
        foreach (var page in new[] { "one", "two" })
            builds.Add((await stage.Api.Build(project, new Dictionary<string, string> { ["index.html"] = page })).Text("id"));
        foreach (var build in builds)
            (await stage.Api.Activate(project, build)).Expect(HttpStatusCode.OK);

        var (toByte, toAnswer) = (new List<double>(), new List<double>());
        for (var i = 0; i < Switches * Math.Max(1, rounds / 2); i++)
        {
            var (page, build) = i % 2 == 0 ? ("one", builds[0]) : ("two", builds[1]);
            var started = Stopwatch.GetTimestamp();
            var answer = Answer(stage.Api, project, build, started);
            while ((await RawHttp.Get(stage.Edge.Endpoint, host, ct: cancellationToken)).Text != page)
                await Task.Delay(1, cancellationToken);
            toByte.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            toAnswer.Add(await answer);
        }

        return
        [
            new Figure(
                "from activate to the first new byte, ms", $"p50 {Figure.Text(Medians.Of(toByte))}",
                $"to the answer 'active', {Figure.Text(Medians.Of(toAnswer))} ms", toByte, Aim.AtMost(150)),
        ];
    }

    private static async Task<double> Answer(ApiDriver api, string project, string build, long started)
    {
        (await api.Activate(project, build)).Expect(HttpStatusCode.OK);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
