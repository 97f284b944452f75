namespace MiniVercel.Silo.Building.Detection;

/// <summary>What matters of a package.json. A file that npm could not read either ends the build.</summary>
public sealed class PackageJson
{
    public const string Name = "package.json";

    private const int LongestText = 2_000;

    private readonly JsonFile _file;
    private readonly HashSet<string> _packages;

    private PackageJson(JsonFile file)
    {
        _file = file;
        _packages = [.. file.NamesIn("dependencies"), .. file.NamesIn("devDependencies")];
        // A misspelt scripts section would otherwise only be noticed by what is missing from the site.
        _ = file.NamesIn("scripts");
    }

    public static PackageJson? Read(SourceTree folder) => JsonFile.Read(folder, Name) is { } file ? new PackageJson(file) : null;

    /// <summary>Whether a package is among the dependencies, for development or not.</summary>
    public bool DependsOn(string package) => _packages.Contains(package);

    public string? Script(string name) => Text("scripts", name) is { } script && !string.IsNullOrWhiteSpace(script) ? script : null;

    /// <summary>
    /// The script `start`, with what has to run before it, as the line that it is: a package manager between a server and whoever stops it
    /// would keep the signal for itself.
    /// </summary>
    public PlannedCommand? Start => Script("start") is { } start
        ? new PlannedCommand.Shell(Script("prestart") is { } before ? $"{before} && {start}" : start)
        : null;

    public string? Main => Text("main");

    public string? PackageManager => Text("packageManager");

    public string? Engine(string name) => Text("engines", name);

    public string? VoltaNode => Text("volta", "node");

    public Exception Wrong(string why, params ReadOnlySpan<string> field) => _file.Wrong(why, field);

    private string? Text(params ReadOnlySpan<string> field) =>
        _file.Text(field) is not { } text ? null
        : text.Length <= LongestText ? text
        : throw _file.Wrong($"it is longer than {LongestText} characters.", field);
}
