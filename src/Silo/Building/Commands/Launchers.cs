using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>
/// A folder with a small script for each program of the package managers, because those lie on the shelf as files that Node is to run. What
/// a project's own scripts call by name is then the same that installs its packages.
/// </summary>
internal static class Launchers
{
    private const UnixFileMode Runnable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>What a package manager has to be told to be the one that it is.</summary>
    public static IReadOnlyDictionary<string, string> Environment(PackageManagerKind kind) => kind == PackageManagerKind.Pnpm
        ? new Dictionary<string, string> { ["npm_config_manage_package_manager_versions"] = "false" } // The version that is said is the one that is here.
        : new Dictionary<string, string>();

    public static void Write(string folder, string node, IEnumerable<PackageManagerShelf.Brought> managers)
    {
        // Closed folders above keep others out; the box's user has to come in.
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, Runnable);
        foreach (var manager in managers)
        {
            foreach (var (name, words) in Programs(manager, node))
                Write(Path.Combine(folder, name), words);
        }
    }

    private static IEnumerable<(string Name, string[] Words)> Programs(PackageManagerShelf.Brought manager, string node) => manager.Kind switch
    {
        PackageManagerKind.Npm =>
        [
            ("npm", [node, manager.Script]),
            ("npx", [node, Path.Combine(Path.GetDirectoryName(manager.Script)!, "npx-cli.js")]),
        ],
        PackageManagerKind.Pnpm => [("pnpm", [node, manager.Script]), ("pnpx", [node, manager.Script, "dlx"])],
        PackageManagerKind.Bun => [("bun", [manager.Script]), ("bunx", [manager.Script, "x"])],
        _ => [("yarn", [node, manager.Script]), ("yarnpkg", [node, manager.Script])],
    };

    private static void Write(string path, IEnumerable<string> words)
    {
        File.WriteAllText(path, $"#!/bin/sh\nexec {string.Join(' ', words.Select(Quoted))} \"$@\"\n");
        File.SetUnixFileMode(path, Runnable);
    }

    private static string Quoted(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
