using System.Text.RegularExpressions;
using MiniVercel.Builds;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Bundling;

/// <summary>
/// How a plain server is started: by its file, and with a look at what that exports, should it not listen by itself. A script that does more
/// than to start a file stays as it is.
/// </summary>
public static partial class NodeStart
{
    /// <summary>It lies beside the program, and nothing of the project's goes by its name.</summary>
    public const string Launcher = ".minivercel-launch.cjs";

    /// <summary>The first versions of Node that leave the types out by themselves.</summary>
    private static readonly SemVersion s_strips = new(22, 18, 0), s_stripsNext = new(23, 6, 0);

    private static readonly string[] s_compiledTo = ["", "dist/", "build/", "out/", "lib/"];

    private static string LauncherHere => Path.Combine(AppContext.BaseDirectory, "Building", "Bundling", "launch.cjs");

    /// <summary>What the bundle of a plain server is started by, and what it needs for that.</summary>
    public static Bundle Of(BuildPlan plan, BuildOutput output, Func<PlannedCommand, Bundle> bundle)
    {
        if (EntryOf(plan, output) is not { } entry)
            return bundle(plan.Start!);
        var made = bundle(PlannedCommand.Of("node", "--require", $"./{Launcher}", entry));
        return made with { Parts = [new PackedFolder(LauncherHere, Path.Combine(made.Folder, Launcher)), .. made.Parts] };
    }

    /// <summary>Nothing where a script decides.</summary>
    private static string? EntryOf(BuildPlan plan, BuildOutput output) => plan.Start switch
    {
        PlannedCommand.Shell script => JustAFile().Match(script.Line) is { Success: true } match ? match.Groups["file"].Value : null,
        PlannedCommand start => Runnable(plan, output, start.Arguments[^1]),
        _ => null,
    };

    private static string Runnable(BuildPlan plan, BuildOutput output, string entry)
    {
        if (plan.Build is not null && Compiled(output.Root, entry) is { } compiled)
            return compiled;
        if (!NodeServer.IsModule(output.Root, entry))
        {
            throw new BuildStepFailedException(
                BuildReason.NoOutput, $"The server is to be started by {JsonFile.Quote(entry)}, which is not there after the build. Add a script 'start' that says how else.");
        }

        if (IsTypeScript(entry) && !Strips(output.Node))
        {
            throw new BuildStepFailedException(
                BuildReason.ConfigInvalid,
                $"{JsonFile.Quote(entry)} is TypeScript, which Node {output.Node} does not run. Ask for Node {s_strips} or later by engines.node in package.json, "
                + "or add the scripts 'build', which compiles it, and 'start'.");
        }

        return entry;
    }

    /// <summary>What a compiler has made of it: beside it, or in a folder as it is usual, with or without the one that the sources lie in.</summary>
    private static string? Compiled(SourceTree root, string entry)
    {
        if (!IsTypeScript(entry))
            return null;
        var made = $"{entry[..^2]}js";
        var names = made.StartsWith("src/", StringComparison.Ordinal) ? new[] { made, made["src/".Length..] } : [made];
        return s_compiledTo.SelectMany(folder => names.Select(name => folder + name)).FirstOrDefault(root.HasFile);
    }

    private static bool IsTypeScript(string entry) => Path.GetExtension(entry) is ".ts" or ".mts" or ".cts";

    private static bool Strips(string? node) =>
        SemVersion.TryParse(node ?? "") is { } version && (version >= s_stripsNext || (version.Major == s_strips.Major && version >= s_strips));

    [GeneratedRegex(@"^\s*node\s+(?<file>[\w@./][\w@./-]*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex JustAFile();
}
