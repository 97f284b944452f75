using System.Collections.Immutable;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>The folder that a build has made, or that is served as it is.</summary>
public sealed record BuildOutput(SiteKind Kind, string Folder, OutputCandidate Candidate, string Sentence)
{
    private const int MostFolders = 100;

    /// <summary>The first of a plan's candidates that is there, in the folder as it is now: what ran meanwhile may have put a link in its place.</summary>
    public static BuildOutput Find(BuildPlan plan)
    {
        var root = plan.Root.FoundAgain() ?? throw new BuildStepFailedException(BuildReason.NoOutput, "The build has removed the folder that was built.");
        foreach (var candidate in plan.Outputs)
        {
            var found = Folders(root, [.. candidate.Path.Split('/')]).FirstOrDefault(f => candidate.Proof is null || f.HasFile(candidate.Proof));
            if (found is not null)
                return new BuildOutput(candidate.Kind, found.Path, candidate, Said(plan.Preset, candidate.Path));
        }

        throw new BuildStepFailedException(BuildReason.NoOutput, $"{Missing(plan.Outputs)} {(plan.RunsCommands ? "The build has left" : "The sources have")}: {root.Listing()}.");
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

    private static string Said(string preset, string path)
    {
        var what = preset == Preset.Static ? "Static site" : $"Preset {preset}";
        return $"{what}: serving {(path.Length == 0 ? "the folder as it is" : $"'{path}'")}.";
    }

    private static string Missing(ImmutableArray<OutputCandidate> outputs)
    {
        var places = outputs.Select(o => $"'{(o.Proof is null ? o.Path : $"{o.Path}/{o.Proof}")}'").Distinct().ToList();
        return places.Count == 1
            ? $"The output directory {places[0]} does not exist."
            : $"There is no output: none of {string.Join(", ", places)} exists.";
    }
}
