using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Builds;

/// <summary>What the platform adds to the work that a build has to do anyhow.</summary>
internal static class BuildBench
{
    private static readonly (string Name, Func<Stage, int, CancellationToken, Task<IReadOnlyList<Figure>>> Measure)[] s_parts =
    [
        ("pipeline", Pipeline.Measure),
        ("redeploy", Redeploy.Measure),
        ("log", LogIngest.Measure),
        ("packing", Packing.Measure),
    ];

    public static string[] Parts => [.. s_parts.Select(p => p.Name)];

    /// <param name="rounds">How often everybody takes a turn.</param>
    /// <param name="only">One part; all of them without it.</param>
    /// <param name="cancellationToken">Ends it, and cleans up.</param>
    public static async Task<int> Run(int rounds, string? only, CancellationToken cancellationToken)
    {
        await using var arena = await Arena.Open();
        await using var stage = await Stage.Open(arena);

        Figure.PrintHead();
        foreach (var (_, measure) in s_parts.Where(p => only is null || p.Name == only))
        {
            foreach (var figure in await measure(stage, rounds, cancellationToken))
                figure.Print();
        }

        Console.WriteLine($"\n{Environment.ProcessorCount} cores; the load of the machine in the last minute, five and fifteen, this included: {Load()}");
        return 0;
    }

    private static string Load() => string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3]);
}
