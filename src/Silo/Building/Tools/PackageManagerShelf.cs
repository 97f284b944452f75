using System.Runtime.InteropServices;
using MiniVercel.Builds;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Tools;

/// <summary>The package manager that a project is for, as an npm package of its own: without corepack, which asks elsewhere for signatures.</summary>
public sealed class PackageManagerShelf(ProgramShelf shelf, VersionLists lists)
{
    private static readonly string Bun = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "@oven/bun-linux-aarch64" : "@oven/bun-linux-x64";

    /// <param name="Held">As long as it is, the program stays.</param>
    /// <param name="Script">The program's file; every one but Bun's is run by Node.</param>
    public sealed record Brought(PackageManagerKind Kind, ShelvedProgram Held, string Version, string Script);

    public async Task<Brought> Bring(PackageManager manager, CancellationToken cancellationToken)
    {
        var package = manager.Kind switch
        {
            PackageManagerKind.YarnBerry => "@yarnpkg/cli-dist",
            PackageManagerKind.Bun => Bun,
            _ => manager.Program,
        };
        var version = await Newest(package, manager, cancellationToken);
        var held = await shelf.Bring(package, version, manager.Kind == PackageManagerKind.Bun ? null : manager.Sha512, cancellationToken);
        return Scripts(manager.Kind).Select(s => Path.Combine(held.Package, s)).FirstOrDefault(File.Exists) is { } script
            ? new Brought(manager.Kind, held, version, script)
            : throw Missing(held, $"{package} {version} has no program that is known here.");
    }

    private async Task<string> Newest(string package, PackageManager manager, CancellationToken cancellationToken)
    {
        if (IsExact(manager.Version))
            return manager.Version;
        var range = SemRange.TryParse(manager.Version);
        var offered = await lists.Of(package, manager.Version, cancellationToken);
        var fitting = (offered.Count > 0 ? offered : shelf.Kept(package)).Select(SemVersion.TryParse).OfType<SemVersion>()
            .Where(v => range?.Contains(v) == true).ToList();
        return fitting.Count > 0
            ? fitting.Max().ToString()
            : throw new BuildStepFailedException(BuildReason.ToolUnavailable, $"npm's registry has no {manager.Program} {manager.Version}.");
    }

    private static bool IsExact(string version) => SemVersion.TryParse(version.Split('-')[0]) is not null;

    private static string[] Scripts(PackageManagerKind kind) => kind switch
    {
        PackageManagerKind.Npm => ["bin/npm-cli.js"],
        PackageManagerKind.Pnpm => ["bin/pnpm.cjs", "bin/pnpm.mjs"],
        PackageManagerKind.Bun => ["bin/bun"],
        _ => ["bin/yarn.js"],
    };

    private static BuildStepFailedException Missing(ShelvedProgram held, string sentence)
    {
        held.Dispose();
        return new BuildStepFailedException(BuildReason.ToolUnavailable, sentence);
    }
}
