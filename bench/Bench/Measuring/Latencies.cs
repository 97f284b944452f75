namespace MiniVercel.Bench.Measuring;

/// <summary>How long things took, in buckets 1/16 of a power of two wide: counting costs nanoseconds, and nothing grows.</summary>
internal sealed class Latencies
{
    private const int PerDoubling = 16;
    private readonly long[] _buckets = new long[64 * PerDoubling];

    public long Count { get; private set; }

    public void Add(TimeSpan took)
    {
        var nanoseconds = Math.Max(1, took.TotalNanoseconds);
        _buckets[(int)(Math.Log2(nanoseconds) * PerDoubling)]++;
        Count++;
    }

    public void Add(Latencies others)
    {
        for (var i = 0; i < _buckets.Length; i++)
            _buckets[i] += others._buckets[i];
        Count += others.Count;
    }

    /// <summary>The upper edge of the bucket that the share falls into.</summary>
    public double Microseconds(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0)
                return Math.Pow(2, (i + 1.0) / PerDoubling) / 1_000;
        }

        return 0;
    }
}
