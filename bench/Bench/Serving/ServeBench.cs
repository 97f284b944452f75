using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Serving;

/// <summary>What it costs to serve a site.</summary>
internal static class ServeBench
{
    private static readonly (string Name, Func<ServeStage, int, CancellationToken, Task<IReadOnlyList<Figure>>> Measure)[] s_parts =
    [
        ("static", StaticFiles.Measure),
        ("proxied", Proxied.Measure),
        ("large", LargeBodies.Measure),
        ("connections", IdleConnections.Measure),
        ("switching", Switching.Measure),
        ("routes", ManyRoutes.Measure),
    ];

    public static string[] Parts => [.. s_parts.Select(p => p.Name)];

    /// <param name="rounds">How often everybody takes a turn.</param>
    /// <param name="only">One part; all of them without it.</param>
    /// <param name="cancellationToken">Ends it, and cleans up.</param>
    public static async Task<int> Run(int rounds, string? only, CancellationToken cancellationToken)
    {
        if (Others.Missing is { Count: > 0 } missing)
            await Console.Error.WriteLineAsync($"Not on this machine: {string.Join(", ", missing)}. They come with: apt-get install nginx-light caddy wrk");
        if (Others.Missing.Contains("wrk"))
            return 1;

        await using var arena = await Arena.Open();
        await using var stage = await ServeStage.Open(arena);
        Figure.PrintHead();
        foreach (var (_, measure) in s_parts.Where(p => only is null || p.Name == only))
        {
            foreach (var figure in await measure(stage, rounds, cancellationToken))
                figure.Print();
        }

        Console.WriteLine($"\n{Environment.ProcessorCount} cores; the load of the machine in the last minute, five and fifteen, this included: {string.Join(", ", (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[..3])}");
        return 0;
    }
}
