using System.Globalization;
using MiniVercel.Bench.Measuring;

namespace MiniVercel.Bench.Contenders;

/// <summary>
/// Lets the contenders take turns at the same work. A ratio is taken within each round, where the machine was the same
/// for both, and the median of those ratios is what is claimed.
/// </summary>
internal sealed class Race(IReadOnlyList<(string Name, IContender Contender)> contenders, int rounds)
{
    public static IReadOnlyList<(string Name, IContender Contender)> Of(IContender floor, IContender embedded, IContender? orleans) =>
        [("floor", floor), ("embedded", embedded), .. orleans is null ? [] : new[] { ("Orleans", orleans) }];

    public static void PrintHead() => Console.WriteLine(
        $"{"",-42}{"",-10}{"per second",14}{"p50 µs",10}{"p99 µs",10}   of the floor (lowest to highest)");

    /// <summary>The first contender is the floor that the others are held to.</summary>
    public async Task Run(string what, int inFlight, string title)
    {
        var measured = contenders.ToDictionary(c => c.Name, _ => new List<Measurement>());
        for (var round = 0; round < rounds; round++)
        {
            // Whoever begins changes with the round: nobody is always the one after a busy rival.
            foreach (var (name, contender) in contenders.Skip(round % contenders.Count).Concat(contenders.Take(round % contenders.Count)))
                measured[name].Add(await contender.Measure(what, inFlight));
        }

        var floor = measured[contenders[0].Name];
        foreach (var (name, _) in contenders)
        {
            var ratios = measured[name].Zip(floor, (m, f) => m.PerSecond / f.PerSecond).ToArray();
            Print($"{title}, {inFlight} in flight", name, Measurement.Median(measured[name]), name == contenders[0].Name ? null : ratios);
        }
    }

    private static void Print(string title, string name, Measurement m, double[]? ratios) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{title,-42}{name,-10}{m.PerSecond,14:n0}{m.P50,10:n1}{m.P99,10:n1}   {(ratios is null ? "" : $"{Medians.Of(ratios):0.00}  ({ratios.Min():0.00} to {ratios.Max():0.00})")}"));
}
