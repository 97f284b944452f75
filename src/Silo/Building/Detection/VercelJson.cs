using MiniVercel.Gateway.Api.Input;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>What a vercel.json says about the build. Its rules for serving are read where they are compiled.</summary>
public sealed record VercelJson(
    Override Framework, Override Install, Override Build, Override Output, string? Ignore)
{
    public const string Name = "vercel.json";

    /// <summary>Names that the file knows and this table has under another one.</summary>
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["sveltekit-1"] = "sveltekit",
        ["solidstart-1"] = "solidstart",
        ["docusaurus-2"] = "docusaurus",
        ["express"] = "node",
        ["fastify"] = "node",
        ["koa"] = "node",
        ["hono"] = "node",
        ["h3"] = "node",
        ["nestjs"] = "node",
    };

    public static VercelJson? Read(SourceTree folder)
    {
        if (JsonFile.Read(folder, Name) is not { } file)
            return null;
        return new VercelJson(
            FrameworkOf(file),
            CommandOf(file, "installCommand"),
            CommandOf(file, "buildCommand"),
            OutputOf(file),
            CommandOf(file, "ignoreCommand").Text);
    }

    /// <summary>Null means "no framework", so a folder that only happens to look like one can be served as it is.</summary>
    private static Override FrameworkOf(JsonFile file)
    {
        if (!file.Has("framework"))
            return Override.None;
        if (file.Text("framework") is not { } name)
            return Override.By("static", Name);
        name = OtherNames.GetValueOrDefault(name, name);
        return Rules.AppType(name) is { } wrong ? throw file.Wrong($"{wrong} Or null for none.", "framework") : Override.By(name, Name);
    }

    /// <summary>An empty command is one that does nothing: the step is left out.</summary>
    private static Override CommandOf(JsonFile file, string field)
    {
        if (file.Text(field) is not { } command)
            return Override.None;
        if (string.IsNullOrWhiteSpace(command))
            return Override.By(null, Name);
        return Rules.Command(command) is { } wrong ? throw file.Wrong(wrong, field) : Override.By(command, Name);
    }

    private static Override OutputOf(JsonFile file)
    {
        if (file.Text("outputDirectory") is not { } given)
            return Override.None;
        var path = given.StartsWith("./", StringComparison.Ordinal) ? given[2..] : given;
        path = path.TrimEnd('/');
        if (path is "" or "." && given.Length > 0 && given[0] != '/')
            return Override.By("", Name);
        return Rules.RelativePath(path) is { } wrong ? throw file.Wrong(wrong, "outputDirectory") : Override.By(path, Name);
    }
}
