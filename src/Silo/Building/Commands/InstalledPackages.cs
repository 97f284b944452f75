using System.Security.Cryptography;
using System.Text;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Variables;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>The packages of one build: brought from an earlier one that had all the same to install from, and kept for the next.</summary>
internal sealed class InstalledPackages
{
    private const string Folder = "node_modules";

    /// <summary>What an install goes by, beside the lockfile itself.</summary>
    private static readonly string[] Inputs =
    [
        "package.json", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", "pnpm-workspace.yaml", "bunfig.toml",
        .. Lockfile.Names,
    ];

    private readonly SourceTree _place;
    private readonly PackageShelf _shelf;
    private readonly string _key;

    private InstalledPackages(SourceTree place, PackageShelf shelf, string key, bool wereBrought) =>
        (_place, _shelf, _key, WereBrought) = (place, shelf, key, wereBrought);

    /// <summary>They are in their place, from an earlier build.</summary>
    public bool WereBrought { get; }

    /// <summary>Nothing where there is no lockfile: then every install may bring others.</summary>
    public static async Task<InstalledPackages?> Bring(BuildPlan plan, Toolchain tools, GivenVariables given, PackageShelf shelf)
    {
        if (plan.Install is not { Again: not null } install || plan.Root.OfPlace(install.Folder) is not { } place)
            return null;
        var key = KeyOf(place, tools, given, install);
        return new InstalledPackages(place, shelf, key, await shelf.Bring(key, Path.Combine(place.Path, Folder)));
    }

    /// <summary>They did not do after all.</summary>
    public async Task Discard()
    {
        await _shelf.Forget(_key);
        await Leftovers.Remove(Path.Combine(_place.Path, Folder));
    }

    /// <summary>A folder, and where it was: an install may have put a link in its place.</summary>
    public async Task Keep()
    {
        if (_place.FoundAgain() is { } place && place.Path == _place.Path
            && new DirectoryInfo(Path.Combine(place.Path, Folder)) is { Exists: true, LinkTarget: null } packages)
        {
            await _shelf.Keep(_key, packages.FullName);
        }
    }

    private static string KeyOf(SourceTree place, Toolchain tools, GivenVariables given, InstallPlan install)
    {
        var said = $"1\n{tools.Versions}\n{given.Seen.Fingerprint}\n{install.First}\n{install.Folder}\n{place.Digests(Inputs)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)));
    }
}
