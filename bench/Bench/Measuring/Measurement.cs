namespace MiniVercel.Bench.Measuring;

/// <summary>What one contender did in one round.</summary>
internal sealed record Measurement(double PerSecond, double P50, double P99)
{
    public static Measurement Median(IReadOnlyList<Measurement> rounds) => new(
        Medians.Of(rounds.Select(r => r.PerSecond)), Medians.Of(rounds.Select(r => r.P50)), Medians.Of(rounds.Select(r => r.P99)));
}

internal static class Medians
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
