namespace MiniVercel.Silo.Building.Detection;

/// <summary>What is particular to a plain server: it may need no build, and has to say how it is started.</summary>
public static class NodeServer
{
    public static readonly string[] Files = ["server.js", "server.mjs", "server.cjs", "server.ts"];

    /// <summary>Compiled only if it is TypeScript. A package without a `build` script that is not has nothing to build.</summary>
    public static string? DefaultBuild(SourceTree folder, PackageJson? package) =>
        package?.DependsOn("typescript") == true && folder.HasFile("tsconfig.json") ? "tsc" : null;

    /// <summary>The script `start`, else the file that is a server by its name, else what the package is.</summary>
    public static PlannedCommand StartOf(SourceTree folder, PackageJson package)
    {
        if (package.Start is { } script)
            return script;
        if (Files.FirstOrDefault(folder.HasFile) is { } server)
            return PlannedCommand.Of("node", server);
        return package.Main is { } main && !main.StartsWith('-')
            ? PlannedCommand.Of("node", main)
            : throw package.Wrong("it is a server's, but nothing says how that is started. Add a script 'start', such as \"node index.js\".");
    }
}
