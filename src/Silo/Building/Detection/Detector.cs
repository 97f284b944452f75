using System.Collections.Immutable;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>
/// Looks at sources and says how they are built: by what somebody has decided (first vercel.json, which belongs to the commit, then the
/// project's settings), by what package.json says, and else by the preset that fits.
/// </summary>
public static class Detector
{
    /// <summary>Its packages have to lie in a folder that a server can take along, and not in a cache that stays behind.</summary>
    private const string YarnLinker = "YARN_NODE_LINKER";

    public static BuildPlan Detect(string sources, BuildOrder order)
    {
        var root = RootOf(SourceTree.At(sources), order.RootDirectory);
        var package = PackageJson.Read(root);
        var wishes = Wishes.Of(VercelJson.Read(root), order);
        var (preset, why) = Choose(root, package, wishes.Framework);

        var setup = package is null ? null : PackageSetup.Of(root, package);
        var (build, buildBy) = BuildOf(root, package, setup?.Manager, preset, wishes.Build);
        var isServer = preset.Kind == SiteKind.Server;
        if (isServer && package is null)
            throw new BuildStepFailedException(BuildReason.ConfigInvalid, $"The preset '{preset.Name}' makes a server, and there is no {PackageJson.Name} to start one by.");
        var (install, installBy) = InstallOf(root, setup, isNeeded: build is not null || isServer, wishes.Install);

        var usesPackages = setup is not null && (install is not null || build is not null || isServer);
        var plan = new BuildPlan
        {
            Root = root,
            Preset = preset.Name,
            Manager = usesPackages ? setup!.Manager : null,
            Ignore = wishes.Ignore is { } ignore ? new PlannedCommand.Shell(ignore) : null,
            Install = install,
            Build = build,
            Start = preset.Name == Preset.Node ? NodeServer.StartOf(root, package!, willBuild: build is not null) : package?.Start,
            Outputs = OutputsOf(preset, wishes.Output),
            Variables = isServer && setup!.Manager.Kind == PackageManagerKind.YarnBerry ? preset.Variables.Add(YarnLinker, "node-modules") : preset.Variables,
            Node = usesPackages ? [.. NodeWish.In(root, package)] : [],
        };
        return plan.RunsSomething ? plan with { Sentences = Told() } : plan;

        ImmutableArray<string> Told() =>
        [
            $"Preset {preset.Name}: {why}.",
            .. usesPackages ? setup!.Sentences : [],
            .. install is null ? [] : new[] { $"Install: {install.First}{installBy}." },
            .. build is null ? [] : new[] { $"Build: {build}{buildBy}." },
        ];
    }

    private static SourceTree RootOf(SourceTree sources, string? directory) => directory is null
        ? sources
        : sources.Folder(directory) ?? throw new BuildStepFailedException(
            BuildReason.RootDirectoryMissing, $"The root directory '{directory}' is not in the sources.");

    /// <summary>The first row that fits; of a preset that somebody has decided on, the last where none does.</summary>
    private static (Preset Preset, string Why) Choose(SourceTree root, PackageJson? package, Override wanted)
    {
        var rows = PresetTable.Rows.Where(r => !wanted.IsGiven || r.Name == wanted.Text).ToList();
        foreach (var row in rows)
        {
            if (row.Rule.FoundIn(root, package) is { } found)
                return (row, wanted.IsGiven ? $"by {wanted.Where}" : found);
        }

        return (rows[^1], $"by {wanted.Where}");
    }

    private static (PlannedCommand? Command, string By) BuildOf(
        SourceTree root, PackageJson? package, PackageManager? manager, Preset preset, Override wanted)
    {
        if (wanted.IsGiven)
            return (wanted.Text is { } line ? new PlannedCommand.Shell(line) : null, $", by {wanted.Where}");
        if (package?.Script("build") is not null)
            return (manager!.RunScript("build"), ", by package.json");
        var program = preset.Name == Preset.Node ? NodeServer.DefaultBuild(root, package) : preset.Build;
        return program is null ? (null, "") : (manager?.RunProgram(program) ?? PlannedCommand.Of([.. program.Split(' ')]), "");
    }

    /// <summary>Packages come where something is going to use them: a folder that is served as it is needs none, whatever it lists.</summary>
    private static (InstallPlan? Plan, string By) InstallOf(SourceTree root, PackageSetup? setup, bool isNeeded, Override wanted)
    {
        if (wanted.IsGiven)
        {
            var place = (setup?.Folder ?? root).Place;
            return (wanted.Text is { } line ? InstallPlan.Of(line, place, setup?.Manager) : null, $", by {wanted.Where}");
        }

        return (setup is not null && isNeeded ? InstallPlan.Of(setup) : null, "");
    }

    /// <summary>In a folder that somebody names, a server counts where its entry lies in it; else it is a folder of files.</summary>
    private static ImmutableArray<OutputCandidate> OutputsOf(Preset preset, Override wanted) => wanted.IsGiven
        ? [.. preset.Outputs.Where(o => o.Kind == SiteKind.Server).Select(o => o with { Path = wanted.Text! }), new OutputCandidate(SiteKind.Static, wanted.Text!)]
        : preset.Outputs;

    /// <summary>What somebody has decided, wherever.</summary>
    private sealed record Wishes(Override Framework, Override Install, Override Build, Override Output, string? Ignore)
    {
        public static Wishes Of(VercelJson? file, BuildOrder order) => new(
            (file?.Framework ?? Override.None).Or(Override.Setting(order.AppType)),
            (file?.Install ?? Override.None).Or(Override.Setting(order.InstallCommand)),
            (file?.Build ?? Override.None).Or(Override.Setting(order.BuildCommand)),
            (file?.Output ?? Override.None).Or(Override.Setting(order.OutputDirectory)),
            file?.Ignore);
    }
}
