using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>Which version of Node a build gets: a function of what the sources wish and of what there is.</summary>
/// <param name="Sentence">Says which, and why, in the log.</param>
public sealed record NodeChoice(SemVersion Version, string Sentence)
{
    public const int Oldest = 16;
    public const int Newest = 24;

    /// <summary>
    /// The newest that every wish allows, one with long-term support where there is one. The first wish is the one that counts: a later one
    /// that cannot be had with it is passed over.
    /// </summary>
    public static NodeChoice Of(IReadOnlyList<NodeWish> wishes, IEnumerable<SemVersion> available)
    {
        var offered = available.Where(v => v.Major is >= Oldest and <= Newest)
            .OrderByDescending(v => v.Major % 2 == 0).ThenByDescending(v => v).ToList();
        if (offered.Count == 0)
            throw Unavailable($"There is no Node {Oldest} to {Newest} to be had: its packages cannot be reached.");
        if (wishes.Count == 0)
            return new NodeChoice(offered[0], $"Node {offered[0]}: the sources ask for no other. An engines.node in package.json would.");

        var allowed = offered.Where(v => wishes[0].Range.Contains(v)).ToList();
        if (allowed.Count == 0)
            return Nearest(wishes[0], offered);

        var passedOver = "";
        foreach (var wish in wishes.Skip(1))
        {
            var both = allowed.Where(v => wish.Range.Contains(v)).ToList();
            if (both.Count > 0)
                allowed = both;
            else
                passedOver += $" {wish.Where} asks for {wish.Text}, which does not go with that.";
        }

        return new NodeChoice(allowed[0], $"Node {allowed[0]}, by {wishes[0].Where} ({wishes[0].Text}).{passedOver}");
    }

    /// <summary>One exact version may have no package; then it is the next of the same major that is meant. A range means what it says.</summary>
    private static NodeChoice Nearest(NodeWish wish, List<SemVersion> offered)
    {
        if (wish.Exactly is { } exactly && offered.Where(v => v.Major == exactly.Major).ToList() is { Count: > 0 } same)
        {
            var nearest = same.Where(v => v > exactly).DefaultIfEmpty(same[0]).Min();
            return new NodeChoice(nearest, $"Node {nearest}: {wish.Where} asks for {wish.Text}, which is not to be had; this is the nearest of its kind.");
        }

        throw Unavailable(
            $"{wish.Where} asks for Node {wish.Text}, and none of those there are is that: this server has Node {Oldest} to {Newest}. Ask for one of them.");
    }

    private static BuildStepFailedException Unavailable(string sentence) => new(BuildReason.NodeUnavailable, sentence);
}
