using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Bundling;

/// <summary>
/// What is particular to Next.js: asked by a variable, and not by a line in somebody's configuration, it traces which files its server
/// needs and puts them in a folder of their own.
/// </summary>
public static class NextServer
{
    private const string Traced = "standalone", Entry = "server.js", Static = "static", Public = "public";

    /// <summary>Where nothing was traced.</summary>
    public static readonly PlannedCommand Start = new PlannedCommand.Shell("next start");

    /// <summary>
    /// Nothing where a server of the project's own is started, which was not traced, or where this version traces none. Its files for
    /// visitors belong to it as well: it makes smaller pictures of them.
    /// </summary>
    public static Bundle? Bundle(BuildPlan plan, BuildOutput output)
    {
        if (plan.Start is PlannedCommand.Shell { Line: var line } && !line.Contains("next start", StringComparison.Ordinal))
            return null;
        var (root, made) = (output.Root, SourceTree.At(output.Folder));
        if (made.Folder(Traced) is not { } traced || Places(root.Place).FirstOrDefault(p => traced.HasFile(Path.Combine(p, Entry))) is not { } app)
            return null;

        var parts = new List<PackedFolder> { new(traced.Path) };
        if (root.Folder(Public) is { } files)
            parts.Add(new PackedFolder(files.Path, Path.Combine(app, Public)));
        if (made.Folder(Static) is { } scripts)
            parts.Add(new PackedFolder(scripts.Path, Path.Combine(app, output.Candidate.Path, Static)));
        return new Bundle([.. parts], PlannedCommand.Of("node", Entry), app);
    }

    /// <summary>Where in the site the application stands; empty for its top.</summary>
    public static string BasePath(BuildOutput output) =>
        JsonFile.Read(SourceTree.At(output.Folder), "required-server-files.json")?.Text("config", "basePath")?.Trim('/') ?? "";

    /// <summary>In a repository of several packages the trace begins above the application, how far is for Next.js to say.</summary>
    private static IEnumerable<string> Places(string place)
    {
        for (var rest = place; rest.Length > 0; rest = rest.Contains('/', StringComparison.Ordinal) ? rest[(rest.IndexOf('/', StringComparison.Ordinal) + 1)..] : "")
            yield return rest;
        yield return "";
    }
}
