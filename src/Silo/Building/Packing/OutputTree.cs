using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Serving;

namespace MiniVercel.Silo.Building.Packing;

/// <summary>
/// Everything in an output that may be served. What is not found here is served by nobody, whoever has uploaded it. A link is what it
/// leads to, as long as that lies in the output as well.
/// </summary>
internal sealed class OutputTree : FileTree
{
    private readonly SourceTree _top;

    private OutputTree(PackedFolder folder, PackLimits limits, CancellationToken cancellationToken)
        : base(limits, cancellationToken)
    {
        _top = SourceTree.At(folder.Path);
        GoThrough(_top.Path, folder.Prefix);
    }

    public static IReadOnlyList<OutputFile> FilesIn(PackedFolder folder, PackLimits limits, CancellationToken cancellationToken) =>
        new OutputTree(folder, limits, cancellationToken).Files;

    protected override bool IsLeftOut(string name, string segment) => IsNeverServed(segment) || RuleCompiler.IsRuleFile(name);

    /// <summary>What a link leads to. What may not be seen by its own name may not be seen by another one either.</summary>
    protected override string Follow(string link, string name)
    {
        switch (_top.Follow(Path.GetRelativePath(_top.Path, link), out var end))
        {
            case LinkEnd.LeadsOut:
                throw Failed($"{JsonFile.Quote(name)} is a symbolic link that leads out of the output; only what lies in it can be served.");
            case LinkEnd.Nowhere:
                throw Failed($"{JsonFile.Quote(name)} is a symbolic link that leads to nothing.");
        }

        var place = Path.GetRelativePath(_top.Path, end);
        return place.Split('/').Any(IsNeverServed)
            ? throw Failed($"{JsonFile.Quote(name)} is a symbolic link to {JsonFile.Quote(place)}, which is never served.")
            : end;
    }

    private static bool IsNeverServed(string segment) =>
        segment is ".git" or "node_modules" || segment.StartsWith(".env", StringComparison.Ordinal);
}
