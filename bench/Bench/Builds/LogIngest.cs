using System.Globalization;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Builds;

/// <summary>Commands that print as much as a log holds, beside the same commands with nobody listening.</summary>
internal static class LogIngest
{
    private const int Lines = 1_000_000;

    /// <summary>All it does is print: a program cannot say more in its time.</summary>
    private static readonly string s_printer =
        $$"""awk 'BEGIN { for (i = 1; i <= {{Lines}}; i++) printf "[%d] transforming src/components/module-%d.tsx (3.21 kB, gzip 1.10 kB)\n", i, i }'""";

    /// <summary>As tools print: a line that has been worked for, written at once.</summary>
    private const string Tool =
        """
        import { createHash } from 'node:crypto'
        let hash = ''
        for (let i = 1; i <= 1000000; i++) {
          hash = createHash('sha1').update(hash).digest('hex')
          console.log(`[${i}] transforming src/components/module-${i}.tsx ${hash.slice(0, 12)}`)
        }
        """;

    public static async Task<IReadOnlyList<Figure>> Measure(Stage stage, int rounds, CancellationToken cancellationToken)
    {
        var folder = stage.NewFolder("printer");
        await File.WriteAllTextAsync(Path.Combine(folder, "tool.mjs"), Tool, cancellationToken);
        var project = await stage.Api.CreateProject("printer");
        var (printed, tool) = (new Turn(stage, project, folder, s_printer), new Turn(stage, project, folder, "node tool.mjs"));
        var first = new Turn(stage, project, folder, s_printer);
        await first.Take(cancellationToken); // What is compiled on the way is compiled now, and what the silo keeps for good it has.
        for (var round = 0; round < rounds; round++)
        {
            await printed.Take(cancellationToken);
            await tool.Take(cancellationToken);
        }

        return
        [
            Figure.OfTimes("a tool prints 1,000,000 lines into a log", tool.Into, "the same > /dev/null", tool.Away, 1.20),
            Figure.OfTimes("awk prints 1,000,000 lines into a log", printed.Into, "the same > /dev/null", printed.Away, 1.20),
            new Figure(
                "memory that the silo grows by meanwhile, MB", $"{Figure.Text(Medians.Of([.. tool.Grown, .. printed.Grown]))} MB",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"awk's: {Medians.Of(printed.Into.Select(s => Lines / s)):n0} lines/s, {Medians.Of(printed.Processor):0.0} s of the silo; first {first.Grown[0]:0.0} MB"),
                [.. tool.Grown, .. printed.Grown], Aim.AtMost(64)),
        ];
    }

    /// <summary>One command, time and again.</summary>
    private sealed class Turn(Stage stage, string project, string folder, string command)
    {
        public List<double> Away { get; } = [];

        public List<double> Into { get; } = [];

        public List<double> Grown { get; } = [];

        public List<double> Processor { get; } = [];

        public async Task Take(CancellationToken cancellationToken)
        {
            Away.Add(await Script.Run(folder, $"{command} > /dev/null", [], new Dictionary<string, string>(), cancellationToken));

            var upload = await stage.Api.Upload(project, new Dictionary<string, string>
            {
                ["index.html"] = "<p>It printed.</p>",
                ["tool.mjs"] = Tool,
                ["vercel.json"] = System.Text.Json.JsonSerializer.Serialize(new { buildCommand = command }),
            });
            var use = ProcessUse.Watch(stage.Silo.Id);
            var build = await stage.Build(project, upload, cancellationToken);
            Grown.Add(use.MemoryGrownBy / 1e6);
            Processor.Add(use.Processor.TotalSeconds);
            Into.Add(await stage.SecondsBetween(build.Id, "build", "pack"));
            if (await stage.LinesOf(build.Id) is not Lines and var lines)
                throw new InvalidOperationException($"The log has {lines} lines.");
            await stage.ForgetLogs();
        }
    }
}
