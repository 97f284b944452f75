using System.Text.RegularExpressions;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>A file that says exactly which packages are installed, and thereby whose it is.</summary>
public sealed partial record Lockfile(string Name, PackageManagerKind Kind)
{
    private const int EnoughBytes = 2_000;

    /// <summary>npm's last: it is the one that lies there because somebody has once typed <c>npm install</c>.</summary>
    private static readonly Lockfile[] Known =
    [
        new("pnpm-lock.yaml", PackageManagerKind.Pnpm),
        new("yarn.lock", PackageManagerKind.Yarn),
        new("bun.lock", PackageManagerKind.Bun),
        new("bun.lockb", PackageManagerKind.Bun),
        new("npm-shrinkwrap.json", PackageManagerKind.Npm),
        new("package-lock.json", PackageManagerKind.Npm),
    ];

    public static IEnumerable<string> Names => Known.Select(l => l.Name);

    /// <summary>Those that lie in a folder, the ones to be preferred first.</summary>
    public static IReadOnlyList<Lockfile> In(SourceTree folder) =>
        [.. Known.Where(l => folder.HasFile(l.Name)).Select(l => l.Kind == PackageManagerKind.Yarn && IsBerry(folder) ? l with { Kind = PackageManagerKind.YarnBerry } : l)];

    public bool IsFor(PackageManagerKind kind) => Kind == kind || (IsYarn(Kind) && IsYarn(kind));

    /// <summary>The versions that can read it.</summary>
    public string VersionsThatRead(SourceTree folder)
    {
        var beginning = folder.Beginning(Name, EnoughBytes) ?? "";
        return Kind switch
        {
            PackageManagerKind.Pnpm => PnpmFormat().Match(beginning).Groups["format"].Value switch
            {
                var older when older.StartsWith("5.", StringComparison.Ordinal) => older is "5.4" ? "7" : "6",
                var six when six.StartsWith("6.", StringComparison.Ordinal) => "8",
                _ => "10",
            },
            PackageManagerKind.YarnBerry => BerryFormat().Match(beginning).Groups["format"].Value switch
            {
                "4" or "5" => "2",
                "6" or "7" => "3",
                _ => "4",
            },
            _ => DefaultVersion(Kind),
        };
    }

    /// <summary>
    /// npm 10 rather than a newer one: it reads every lockfile, and does not turn down those that lack the packages of other platforms.
    /// </summary>
    public static string DefaultVersion(PackageManagerKind kind) => kind switch
    {
        PackageManagerKind.Npm or PackageManagerKind.Pnpm => "10",
        PackageManagerKind.YarnBerry => "4",
        _ => "1",
    };

    private static bool IsYarn(PackageManagerKind kind) => kind is PackageManagerKind.Yarn or PackageManagerKind.YarnBerry;

    private static bool IsBerry(SourceTree folder) =>
        folder.HasFile(".yarnrc.yml") || folder.Beginning("yarn.lock", EnoughBytes)!.Contains("__metadata:", StringComparison.Ordinal);

    [GeneratedRegex(@"^lockfileVersion:\s*['""]?(?<format>[0-9]+\.[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex PnpmFormat();

    [GeneratedRegex(@"^__metadata:\s+version:\s*(?<format>[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex BerryFormat();
}
