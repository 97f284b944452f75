namespace MiniVercel.Testing.Load;

public readonly record struct Percentiles(TimeSpan P50, TimeSpan P99, TimeSpan Max)
{
    /// <summary>By nearest rank: each is a value that was measured. All zero when nothing was.</summary>
    public static Percentiles Of(IEnumerable<TimeSpan> measured)
    {
        var sorted = measured.ToArray();
        if (sorted.Length == 0)
            return default;
        Array.Sort(sorted);
        return new(At(0.50), At(0.99), sorted[^1]);

        TimeSpan At(double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
