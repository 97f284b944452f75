using System.Collections.Concurrent;

namespace MiniVercel.Silo.Building.Tools;

/// <summary>
/// Which versions there are, as the registry has said within the hour: a new one is found out about soon enough, and not every build asks.
/// </summary>
public sealed class VersionLists(VersionLists.Ask ask, TimeProvider clock)
{
    /// <summary>Projects say which versions they want, in as many ways as they like.</summary>
    private const int MostLists = 100;
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Package, string Range), (long At, IReadOnlyList<string> Versions)> _lists = new();

    /// <summary>Asks the registry for the versions of a package within a range; none where it does not answer.</summary>
    public delegate Task<IReadOnlyList<string>> Ask(string package, string range, CancellationToken cancellationToken);

    /// <summary>No answer is not kept: the next build asks again.</summary>
    public async Task<IReadOnlyList<string>> Of(string package, string range, CancellationToken cancellationToken)
    {
        if (_lists.TryGetValue((package, range), out var list) && clock.GetElapsedTime(list.At) < Age)
            return list.Versions;

        var versions = await ask(package, range, cancellationToken);
        if (versions.Count == 0)
            return versions;
        if (_lists.Count >= MostLists)
            _lists.Clear();
        _lists[(package, range)] = (clock.GetTimestamp(), versions);
        return versions;
    }
}
