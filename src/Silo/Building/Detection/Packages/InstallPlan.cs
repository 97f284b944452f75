namespace MiniVercel.Silo.Building.Detection;

/// <summary>How the packages come.</summary>
/// <param name="Again">What completes packages that an earlier build has installed by the same lockfile; nothing where there is no lockfile.</param>
/// <param name="Folder">Where, below the sources; empty for their top.</param>
/// <param name="Second">
/// What to try when the first ended badly and <see cref="PlatformPackages.AreAllThatIsMissing"/> says that it is worth it.
/// </param>
public sealed record InstallPlan(PlannedCommand First, PlannedCommand? Second, PlannedCommand? Again, string Folder)
{
    /// <summary>What takes out again what is for development only, where it is known how.</summary>
    public PlannedCommand? Production { get; init; }

    /// <summary>For the log, before the second try.</summary>
    public string WhyAgain =>
        $"Only packages of other platforms are missing from the lockfile, which {First} refuses. Trying again with {Second}: the versions in the lockfile stay.";

    public static InstallPlan Of(PackageSetup setup)
    {
        var (frozen, free) = Commands(setup.Manager);
        var production = ForProduction(setup.Manager);
        if (setup.Lockfile is null)
            return new InstallPlan(free, null, null, setup.Folder.Place) { Production = production };

        // npm's frozen install begins by removing all that is there.
        var again = setup.Manager.Kind == PackageManagerKind.Npm ? free : frozen;
        return new InstallPlan(frozen, free, again, setup.Folder.Place) { Production = production };
    }

    /// <summary>By a user's own line.</summary>
    public static InstallPlan Of(string line, string folder, PackageManager? manager) =>
        new(new PlannedCommand.Shell(line), null, null, folder) { Production = manager is null ? null : ForProduction(manager) };

    /// <summary>
    /// Exactly what the lockfile says, and where it may be completed. Packages for development come in any case: a build is made of them,
    /// whatever NODE_ENV a project has set for its code.
    /// </summary>
    private static (PlannedCommand Frozen, PlannedCommand Free) Commands(PackageManager manager) => manager.Kind switch
    {
        PackageManagerKind.Npm => (
            PlannedCommand.Of("npm", "ci", "--include=dev", "--no-audit", "--no-fund"),
            PlannedCommand.Of("npm", "install", "--include=dev", "--no-save", "--no-audit", "--no-fund")),
        PackageManagerKind.Pnpm => (
            PlannedCommand.Of("pnpm", "install", "--frozen-lockfile", "--prod=false", SpareScripts),
            PlannedCommand.Of("pnpm", "install", "--no-frozen-lockfile", "--prod=false", SpareScripts)),
        PackageManagerKind.Yarn => (
            PlannedCommand.Of("yarn", "install", "--frozen-lockfile", "--production=false", "--non-interactive"),
            PlannedCommand.Of("yarn", "install", "--pure-lockfile", "--production=false", "--non-interactive")),
        PackageManagerKind.YarnBerry => (
            PlannedCommand.Of("yarn", "install", "--immutable"),
            PlannedCommand.Of("yarn", "install", "--no-immutable")),
        _ => (
            PlannedCommand.Of("bun", "install", "--frozen-lockfile"),
            PlannedCommand.Of("bun", "install", "--no-save")),
    };

    private static PlannedCommand? ForProduction(PackageManager manager) => manager.Kind switch
    {
        PackageManagerKind.Npm => PlannedCommand.Of("npm", "prune", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"),
        PackageManagerKind.Pnpm => PlannedCommand.Of("pnpm", "prune", "--prod", "--ignore-scripts"),
        PackageManagerKind.Yarn => PlannedCommand.Of(
            "yarn", "install", "--production", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline", "--non-interactive"),
        PackageManagerKind.YarnBerry => PlannedCommand.Of("yarn", "workspaces", "focus", "--all", "--production"),
        _ => null, // Bun takes nothing out that is there.
    };

    /// <summary>A dependency's script that the project has not approved is left out, as pnpm 10 does, instead of ending the build, as later ones do.</summary>
    private const string SpareScripts = "--config.strictDepBuilds=false";
}
