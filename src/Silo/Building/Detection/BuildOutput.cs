using System.Collections.Immutable;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>The folder that a build has made, or that is served as it is.</summary>
/// <param name="Root">The folder that was built, as it is now.</param>
public sealed record BuildOutput(SourceTree Root, string Folder, OutputCandidate Candidate, string Sentence)
{
    private const int MostFolders = 100;

    public SiteKind Kind => Candidate.Kind;

    /// <summary>The version of Node that has made it, if one has.</summary>
    public string? Node { get; init; }

    /// <summary>The package managers that were at hand, in the versions that they had.</summary>
    public ImmutableArray<PackageManager> Managers { get; init; } = [];

    /// <summary>The first of a plan's candidates that is there, in the folder as it is now: what ran meanwhile may have put a link in its place.</summary>
    public static BuildOutput Find(BuildPlan plan)
    {
        var root = plan.Root.FoundAgain() ?? throw new BuildStepFailedException(BuildReason.NoOutput, "The build has removed the folder that was built.");
        foreach (var candidate in plan.Outputs)
        {
            var found = Folders(root, [.. candidate.Path.Split('/')]).FirstOrDefault(f => candidate.Proof is null || f.HasFile(candidate.Proof));
            if (found is not null)
                return new BuildOutput(root, found.Path, candidate, Said(plan.Preset, candidate));
        }

        throw new BuildStepFailedException(BuildReason.NoOutput, string.Join(' ', Missed(plan, root)));
    }

    private static IEnumerable<SourceTree> Folders(SourceTree folder, ImmutableArray<string> path)
    {
        var star = path.IndexOf("*");
        if (star < 0)
            return folder.Folder(string.Join('/', path)) is { } whole ? [whole] : [];
        return folder.Folder(string.Join('/', path[..star])) is { } above
            ? above.Names().Take(MostFolders).Select(above.Folder).OfType<SourceTree>().SelectMany(f => Folders(f, path[(star + 1)..]))
            : [];
    }

    private static string Said(string preset, OutputCandidate output)
    {
        var what = preset == Preset.Static ? "Static site" : $"Preset {preset}";
        var where = output.Path.Length == 0 ? "the folder as it is" : $"'{output.Path}'";
        return output.Kind == SiteKind.Static ? $"{what}: serving {where}." : $"{what}: a server, in {where}.";
    }

    /// <summary>What was looked for, what is there, and what of that may have been meant.</summary>
    private static IEnumerable<string> Missed(BuildPlan plan, SourceTree root)
    {
        var places = plan.Outputs.Select(o => $"'{(o.Proof is null ? o.Path : $"{o.Path}/{o.Proof}")}'").Distinct().ToList();
        yield return places.Count > 1 ? $"There is no output: none of {string.Join(", ", places)} exists."
            : root.HasFile(plan.Outputs[0].Path) ? $"The output directory {places[0]} is a file."
            : $"The output directory {places[0]} does not exist.";
        yield return $"{(plan.RunsCommands ? "The build has left" : "The sources have")}: {root.Listing()}.";

        if (Nearest(root, plan.Outputs[0].Path) is { } near)
            yield return $"In '{near.Name}': {near.Folder.Listing()}.";
        if (root.Names().Take(MostFolders).FirstOrDefault(n => root.HasFile($"{n}/index.html")) is { } pages)
            yield return $"{JsonFile.Quote(pages)} has an index.html: if that is the result, set the output directory to it.";
    }

    /// <summary>The deepest folder on the way to an output that is there.</summary>
    private static (string Name, SourceTree Folder)? Nearest(SourceTree root, string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (root.Folder(path[..slash]) is { } folder)
                return (path[..slash], folder);
        }

        return null;
    }
}
