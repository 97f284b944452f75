using System.Globalization;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Serving;

/// <summary>What ten thousand hosts cost: a visitor, and memory.</summary>
internal static class ManyRoutes
{
    private const int Few = 10;
    private const int Many = 10_000;
    private const int ForMemory = 40_000;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<Figure>> Measure(ServeStage stage, int rounds, CancellationToken cancellationToken)
    {
        await Wrk.WarmUp(stage.Edge, "/" + Content.Small, [], cancellationToken);
        var before = await Settled(stage, cancellationToken);
        await stage.AddRoutes(1, ForMemory); // First of all: what a change of many leaves behind would hold the next ones.
        var after = await Settled(stage, cancellationToken);
        await stage.RemoveRoutes(1 + Few, ForMemory - Few);

        List<double> few = [], many = [];
        for (var round = 0; round < rounds; round++)
        {
            few.Add(await Visits(stage, cancellationToken));
            await stage.AddRoutes(1 + Few, Many - Few);
            many.Add(await Visits(stage, cancellationToken));
            await stage.RemoveRoutes(1 + Few, Many - Few);
        }

        var each = (after - before) / 1e6 * Many / ForMemory;
        return
        [
            new Figure("1 KB among 10,000 routes", Text(many), $"among 10 routes, {Text(few)}", [.. many.Zip(few, (m, f) => m / f)], Aim.AtLeast(0.95)),
            new Figure("memory for 10,000 routes, MB", Figure.Text(each), $"{ForMemory / Many} times as many, {Figure.Text((after - before) / 1e6)} MB", [each], Aim.AtMost(20)),
        ];
    }

    /// <summary>After some who are not counted: a change of so many routes leaves things to collect.</summary>
    private static async Task<double> Visits(ServeStage stage, CancellationToken cancellationToken)
    {
        await Wrk.Visit(stage.Edge, "/" + Content.Small, [], Turn, cancellationToken);
        return await Wrk.PerProcessorSecond(stage.Edge, "/" + Content.Small, [], Turn, cancellationToken);
    }

    /// <summary>After visitors who gave the collector something to do.</summary>
    private static async Task<long> Settled(ServeStage stage, CancellationToken cancellationToken)
    {
        await Wrk.Visit(stage.Edge, "/" + Content.Small, [], TimeSpan.FromSeconds(4), cancellationToken);
        return stage.Edge.Memory;
    }

    private static string Text(IEnumerable<double> rounds) => Medians.Of(rounds).ToString("n0", CultureInfo.InvariantCulture);
}
