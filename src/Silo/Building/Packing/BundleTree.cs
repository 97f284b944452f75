using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>
/// Everything that a server runs from. Links stay links, because packages find each other by where a file really lies; one that leads to
/// nothing, as installs leave them behind, is none.
/// </summary>
internal sealed class BundleTree : FileTree
{
    private readonly Dictionary<string, BundleLink> _links = new(StringComparer.Ordinal);
    private SourceTree _part = null!;

    private BundleTree(Bundle bundle, PackLimits limits, CancellationToken cancellationToken)
        : base(limits, cancellationToken)
    {
        foreach (var part in bundle.Parts)
        {
            if (File.Exists(part.Path))
            {
                Add(part.Path, part.Under);
                continue;
            }

            _part = SourceTree.At(part.Path);
            GoThrough(_part.Path, part.Prefix);
        }
    }

    public static (IReadOnlyList<OutputFile> Files, IReadOnlyList<BundleLink> Links) In(
        Bundle bundle, PackLimits limits, CancellationToken cancellationToken)
    {
        var tree = new BundleTree(bundle, limits, cancellationToken);
        return (tree.Files, [.. tree._links.Values]);
    }

    /// <summary>What only a build needs, and nobody misses; and what would stand where the launcher lies.</summary>
    protected override bool IsLeftOut(string name, string segment) =>
        segment is ".git" or NodeStart.Launcher || (segment is ".cache" or "cache" && (EndsIn(name, "node_modules/.cache") || EndsIn(name, ".next/cache")));

    protected override string? Follow(string link, string name)
    {
        switch (_part.Follow(Path.GetRelativePath(_part.Path, link), out _))
        {
            case LinkEnd.LeadsOut:
                throw Failed($"{JsonFile.Quote(name)} is a symbolic link that leads out of what the server runs from.");
            case LinkEnd.Within:
                var target = new FileInfo(link).LinkTarget!;
                _links[name] = Path.IsPathRooted(target)
                    ? throw Failed($"{JsonFile.Quote(name)} is a symbolic link to a place on the machine that built it; it has to be relative.")
                    : new BundleLink(name, target);
                break;
        }

        return null;
    }

    private static bool EndsIn(string name, string ending) => name == ending || name.EndsWith("/" + ending, StringComparison.Ordinal);
}
