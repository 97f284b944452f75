namespace MiniVercel.Silo.Building.Detection;

/// <summary>What is particular to a plain server: it may need no build, and has to say how it is started.</summary>
public static class NodeServer
{
    public static readonly string[] Files = ["server.js", "server.mjs", "server.cjs", "server.ts"];

    private static readonly string[] Names = ["index", "app", "src/index", "src/server", "src/app", "src/main"];
    private static readonly string[] Endings = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"];

    /// <summary>Compiled only if it is TypeScript. A package without a `build` script that is not has nothing to build.</summary>
    public static string? DefaultBuild(SourceTree folder, PackageJson? package) =>
        package?.DependsOn("typescript") == true && folder.HasFile("tsconfig.json") ? "tsc" : null;

    /// <summary>
    /// The script `start`, else the file that is a server by its name, else what the package is, as far as that is there or may come to be
    /// by the build, else the file that usually is one.
    /// </summary>
    public static PlannedCommand StartOf(SourceTree folder, PackageJson package, bool willBuild)
    {
        if (package.Start is { } script)
            return script;
        var main = package.Main is { } given && !given.StartsWith('-') && (willBuild || IsModule(folder, given)) ? given : null;
        var entry = Files.FirstOrDefault(folder.HasFile) ?? main ?? Names.SelectMany(n => Endings.Select(e => n + e)).FirstOrDefault(folder.HasFile);
        return entry is not null
            ? PlannedCommand.Of("node", entry)
            : throw package.Wrong("it is a server's, but nothing says how that is started. Add a script 'start', such as \"node index.js\".");
    }

    /// <summary>Whether Node finds something under this name.</summary>
    public static bool IsModule(SourceTree folder, string name) =>
        folder.HasFile(name) || folder.HasFile(name + ".js") || folder.HasFile($"{name}/index.js") || folder.HasFile($"{name}/{PackageJson.Name}");
}
