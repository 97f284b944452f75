using System.Collections.Immutable;

namespace MiniVercel.Silo.Building.Detection;

public enum PackageManagerKind
{
    Npm,
    Pnpm,

    /// <summary>Yarn 1.</summary>
    Yarn,

    /// <summary>Yarn 2 and later: another program under the same name.</summary>
    YarnBerry,

    Bun,
}

/// <summary>What installs a project's packages, and in which version.</summary>
/// <param name="Version">Exact, or a range of which the newest is meant.</param>
/// <param name="Sha512">What the package of exactly this version has to hash to, where the project says so.</param>
public sealed record PackageManager(PackageManagerKind Kind, string Version, string? Sha512 = null)
{
    /// <summary>What it is called on the command line.</summary>
    public string Program => Kind switch
    {
        PackageManagerKind.Npm => "npm",
        PackageManagerKind.Pnpm => "pnpm",
        PackageManagerKind.Yarn or PackageManagerKind.YarnBerry => "yarn",
        _ => "bun",
    };

    /// <summary>In a version that this Node can run: an old project means its old Node, and npm 10 refuses to start on that.</summary>
    public PackageManager RunBy(SemVersion node) =>
        Kind == PackageManagerKind.Npm && Version == Lockfile.DefaultVersion(Kind) && node.Major < 18 ? this with { Version = "9" } : this;

    public PlannedCommand RunScript(string script) => PlannedCommand.Of(Program, "run", script);

    /// <summary>Runs a program of the dependencies, wherever this manager keeps them, and never downloads another.</summary>
    public PlannedCommand RunProgram(string line)
    {
        ImmutableArray<string> words = [.. line.Split(' ')];
        return Kind switch
        {
            PackageManagerKind.Npm => PlannedCommand.Of(["npm", "exec", "--no", "--", .. words]),
            PackageManagerKind.Pnpm => PlannedCommand.Of(["pnpm", "exec", .. words]),
            _ => PlannedCommand.Of([Program, "run", .. words]),
        };
    }

    public override string ToString() => $"{Program} {Version}";
}
