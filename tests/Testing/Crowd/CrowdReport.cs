using System.Collections.Concurrent;
using System.Globalization;
using MiniVercel.Testing.Load;

namespace MiniVercel.Testing.Crowd;

/// <summary>What became of a crowd's visits.</summary>
public sealed class CrowdReport
{
    private const int MostTold = 20;
    private readonly ConcurrentDictionary<string, int> _finished = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private int _failed;

    public LoadReport? Pages { get; internal set; }

    public int Failed => _failed + (Pages?.Failed ?? 0);

    /// <summary>How many of a kind have gone well.</summary>
    public int Finished(string kind) => _finished.GetValueOrDefault(kind);

    public override string ToString() => string.Join("; ",
        [
            $"{Pages}", .. _finished.OrderBy(f => f.Key).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Value} {f.Key}")),
            $"{Failed} failed", .. _failures,
        ]);

    internal void Finish(string kind) => _finished.AddOrUpdate(kind, 1, (_, count) => count + 1);

    internal void Fail(string kind, string why)
    {
        Interlocked.Increment(ref _failed);
        if (_failures.Count < MostTold)
            _failures.Enqueue($"{kind}: {why}");
    }
}
