using System.Globalization;
using MiniVercel.Bench.Contenders;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Api;

/// <summary>What stands between a caller of the API and the database.</summary>
internal static class ApiBench
{
    public const string List = "list";
    public const string Get = "get";
    public const string Create = "create";
    public const string Trigger = "trigger";
    public const string Hook = "hook";

    private const double Aimed = 0.7;

    /// <summary>Until the code that is used much is compiled for that.</summary>
    private const int WarmUps = 12;

    private static readonly (string Name, string Title)[] s_calls =
    [
        (List, "list of 10,000 projects"), (Get, "a build"), (Trigger, "a build asked for"), (Hook, "a push heard of"), (Create, "a project made"),
    ];

    public static string[] Parts => [.. s_calls.Select(c => c.Name)];

    /// <param name="rounds">How often both take a turn.</param>
    /// <param name="only">One kind of call; all of them without it.</param>
    /// <param name="cancellationToken">Ends it, and cleans up.</param>
    public static async Task<int> Run(int rounds, string? only, CancellationToken cancellationToken)
    {
        await using var arena = await Arena.Open();
        await using var stage = await ApiStage.Open(arena, cancellationToken);
        using var ours = new ApiCaller(stage, stage.Ours);
        using var floor = new ApiCaller(stage, stage.Floor);
        Figure.PrintHead();
        foreach (var (call, title) in s_calls.Where(c => only is null || c.Name == only))
        {
            foreach (var figure in await Race(call, title, [ours, floor], rounds))
                figure.Print();
        }

        Console.WriteLine($"\n{Environment.ProcessorCount} cores; the load of the machine in the last minute, five and fifteen, this included: {string.Join(", ", (await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[..3])}");
        return 0;
    }

    private static async Task<IReadOnlyList<Figure>> Race(string call, string title, IReadOnlyList<ApiCaller> callers, int rounds)
    {
        var measured = callers.ToDictionary(c => c, _ => new List<(Measurement ByClock, double PerProcessorSecond)>());
        for (var round = -WarmUps; round < rounds; round++)
        {
            // Whoever begins changes with the round.
            foreach (var caller in round % 2 == 0 ? callers : callers.Reverse())
            {
                var turn = await caller.Measure(call);
                if (round >= 0)
                    measured[caller].Add(turn);
            }
        }

        var (ours, floor) = (measured[callers[0]], measured[callers[1]]);
        return
        [
            new Figure(
                $"{title}, calls a second", Text(ours), $"bare Kestrel, {Text(floor)}",
                [.. ours.Zip(floor, (o, f) => o.ByClock.PerSecond / f.ByClock.PerSecond)], Aim.AtLeast(Aimed)),
            new Figure(
                $"{title}, for a second of its processor", Number(ours.Select(o => o.PerProcessorSecond)),
                $"bare Kestrel, {Number(floor.Select(f => f.PerProcessorSecond))}",
                [.. ours.Zip(floor, (o, f) => o.PerProcessorSecond / f.PerProcessorSecond)], Aim.None),
        ];
    }

    private static string Text(IReadOnlyList<(Measurement ByClock, double)> rounds)
    {
        var median = Measurement.Median([.. rounds.Select(r => r.ByClock)]);
        return string.Create(CultureInfo.InvariantCulture, $"{median.PerSecond:n0}, p50 {median.P50 / 1_000:0.0} ms");
    }

    private static string Number(IEnumerable<double> rounds) => Medians.Of(rounds).ToString("n0", CultureInfo.InvariantCulture);
}
