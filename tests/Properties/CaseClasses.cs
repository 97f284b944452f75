using Xunit.Abstractions;

namespace MiniVercel.Properties;

/// <summary>
/// The kinds of cases that a property must have met to have shown anything: declared beforehand, counted case by case.
/// </summary>
internal sealed class CaseClasses(params string[] declared)
{
    private readonly SortedDictionary<string, int> _cases = new(declared.ToDictionary(name => name, _ => 0), StringComparer.Ordinal);
    private int _total;

    /// <summary>One more case, which was of these kinds, however often each.</summary>
    public void Count(IEnumerable<string> kinds)
    {
        _total++;
        foreach (var kind in kinds.Distinct())
            _cases[kind] = _cases.TryGetValue(kind, out var count) ? count + 1 : throw new ArgumentException($"'{kind}' was never declared.");
    }

    /// <param name="output">Where the counts are written.</param>
    /// <param name="least">How many cases of each kind there must have been.</param>
    public void EachWasMet(ITestOutputHelper output, int least = 1)
    {
        foreach (var (kind, count) in _cases)
            output.WriteLine($"{count,4} of {_total} cases: {kind}");
        Assert.Empty(_cases.Where(c => c.Value < least).Select(c => $"Only {c.Value} cases ever had: {c.Key}"));
    }
}
