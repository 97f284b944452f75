using System.Text.RegularExpressions;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>
/// Which package manager a project is for: what package.json says, else whose lockfile lies there, else npm. In a repository of several
/// packages both may lie above the one that is built. The programs themselves are brought by us: corepack would look for them, and for
/// their signatures, at addresses that not every machine reaches.
/// </summary>
/// <param name="Folder">Where the install runs: beside the lockfile.</param>
public sealed partial record PackageSetup(PackageManager Manager, SourceTree Folder, Lockfile? Lockfile, IReadOnlyList<string> Sentences)
{
    public static PackageSetup Of(SourceTree root, PackageJson package)
    {
        var (folder, said) = (root, Said(package));
        var locks = Lockfile.In(root);
        foreach (var above in root.Upwards().Skip(1))
        {
            if (locks.Count > 0 || said is not null)
                break;
            (folder, locks) = (above, Lockfile.In(above));
            said = PackageJson.Read(above) is { } theirs ? Said(theirs) : null;
        }

        if (locks.Count == 0 && said is not null)
            (folder, locks) = LockedAbove(folder, said.Kind);
        if (locks.Count == 0 && said is null)
            folder = root;

        var kind = said?.Kind ?? (locks.Count > 0 ? locks[0].Kind : PackageManagerKind.Npm);
        var used = locks.FirstOrDefault(l => l.IsFor(kind));
        var manager = said ?? new PackageManager(kind, Version(package, kind, used, folder));
        return new PackageSetup(manager, folder, used, [.. Told(manager, said is not null, used, locks)]);
    }

    private static (SourceTree Folder, IReadOnlyList<Lockfile> Locks) LockedAbove(SourceTree folder, PackageManagerKind kind)
    {
        foreach (var above in folder.Upwards())
        {
            if (Lockfile.In(above) is var locks && locks.Any(l => l.IsFor(kind)))
                return (above, locks);
        }

        return (folder, []);
    }

    private static string Version(PackageJson package, PackageManagerKind kind, Lockfile? used, SourceTree folder)
    {
        var read = used?.VersionsThatRead(folder) ?? Lockfile.DefaultVersion(kind);
        return kind == PackageManagerKind.Pnpm && package.Engine("pnpm") is { } range && SemRange.TryParse(range) is not null ? range : read;
    }

    private static IEnumerable<string> Told(PackageManager manager, bool isSaid, Lockfile? used, IReadOnlyList<Lockfile> locks)
    {
        yield return $"Package manager: {manager}, by {(isSaid ? "packageManager of package.json" : used?.Name ?? "default")}.";
        if (locks.Where(l => l != used).Select(l => l.Name).ToList() is { Count: > 0 } others)
            yield return $"Not used: {string.Join(", ", others)}. Keep one lockfile, so that nobody installs other versions than the build.";
        if (used is null)
            yield return $"There is no lockfile of {manager.Program}: versions are chosen anew with every build. Commit one to always get the same.";
    }

    private static PackageManager? Said(PackageJson package)
    {
        if (package.PackageManager is not { } text)
            return null;
        if (Wish().Match(text) is not { Success: true } wish)
            throw package.Wrong($"{JsonFile.Quote(text)} is not a package manager and its version, such as \"pnpm@10.4.1\".", "packageManager");

        var version = wish.Groups["version"].Value;
        var kind = wish.Groups["name"].Value switch
        {
            "npm" => PackageManagerKind.Npm,
            "pnpm" => PackageManagerKind.Pnpm,
            "bun" => PackageManagerKind.Bun,
            "yarn" => wish.Groups["major"].Value is "0" or "1" ? PackageManagerKind.Yarn : PackageManagerKind.YarnBerry,
            var other => throw package.Wrong($"{JsonFile.Quote(other)} is not one of npm, pnpm, yarn and bun.", "packageManager"),
        };

        // Of a later Yarn the hash is that of another file than the one npm's registry has.
        var hash = kind != PackageManagerKind.YarnBerry && wish.Groups["hash"].Success ? wish.Groups["hash"].Value.ToLowerInvariant() : null;
        return new PackageManager(kind, version, hash);
    }

    [GeneratedRegex(
        @"^(?<name>[a-z]{1,20})@(?<version>(?<major>[0-9]{1,9})(\.[0-9]{1,9}){0,2}(-[0-9A-Za-z.-]{1,60})?)(\+(sha512\.(?<hash>[0-9a-fA-F]{128})|[0-9A-Za-z.-]{1,200}))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Wish();
}
