using System.Diagnostics;

namespace MiniVercel.Bench.Measuring;

/// <summary>Keeps a number of operations in flight for a while: each lane starts its next one when its last has ended.</summary>
internal static class Lanes
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(1_500);

    /// <param name="operation">Gets the lane and how many it did before.</param>
    public static async Task<Measurement> Run(int inFlight, Func<int, long, Task> operation)
    {
        await Drive(inFlight, WarmUp, operation);
        var (all, elapsed) = await Drive(inFlight, Measured, operation);
        return new Measurement(all.Count / elapsed.TotalSeconds, all.Microseconds(0.50), all.Microseconds(0.99));
    }

    private static async Task<(Latencies All, TimeSpan Elapsed)> Drive(int inFlight, TimeSpan duration, Func<int, long, Task> operation)
    {
        var clock = Stopwatch.StartNew();
        var lanes = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(lane => Task.Run(() => Drive(lane, clock, duration, operation))));
        var elapsed = clock.Elapsed;
        var all = new Latencies();
        foreach (var lane in lanes)
            all.Add(lane);
        return (all, elapsed);
    }

    private static async Task<Latencies> Drive(int lane, Stopwatch clock, TimeSpan duration, Func<int, long, Task> operation)
    {
        var latencies = new Latencies();
        while (clock.Elapsed < duration)
        {
            var started = Stopwatch.GetTimestamp();
            await operation(lane, latencies.Count);
            latencies.Add(Stopwatch.GetElapsedTime(started));
            await Task.Yield(); // A lane whose calls end at once would keep its thread from all others.
        }

        return latencies;
    }
}
