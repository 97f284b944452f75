using System.Text.Json;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building;

/// <summary>A folder that is served as it is: `public` where there is one, else all of it.</summary>
public static class StaticPreset
{
    private const string Name = "static";

    /// <summary>The folder to serve, and the sentence that says so.</summary>
    public static (string Output, string Sentence) Detect(string sources, BuildOrder order)
    {
        var root = order.RootDirectory is { } inside ? Path.Combine(sources, inside) : sources;
        if (!Directory.Exists(root))
            throw new BuildStepFailedException(
                BuildReason.RootDirectoryMissing, $"The root directory '{order.RootDirectory}' is not in the sources.");

        RefuseWhatNeedsABuild(root, order);

        var output = order.OutputDirectory ?? (Directory.Exists(Path.Combine(root, "public")) ? "public" : null);
        var folder = output is null ? root : Path.Combine(root, output);
        if (!Directory.Exists(folder))
            throw new BuildStepFailedException(
                BuildReason.NoOutput, $"The output directory '{output}' does not exist. The sources have: {Listing(root)}.");

        return (folder, $"Static site: serving {(output is null ? "the folder as it is" : $"'{output}'")}.");
    }

    private static void RefuseWhatNeedsABuild(string root, BuildOrder order)
    {
        if (order.AppType is not (null or Name))
            throw Unavailable($"the preset '{order.AppType}'");
        if (order.InstallCommand is not null || order.BuildCommand is not null)
            throw Unavailable("install and build commands");
        if (HasBuildScript(Path.Combine(root, "package.json")))
            throw Unavailable("the build script of package.json");
    }

    private static BuildStepFailedException Unavailable(string what) => new(
        BuildReason.PresetUnavailable,
        $"This server serves folders as they are; it cannot run {what} yet. Build on your machine and deploy the output folder.");

    private static bool HasBuildScript(string packageJson)
    {
        if (!File.Exists(packageJson))
            return false;
        try
        {
            using var file = File.OpenRead(packageJson); // as a stream, whose byte order mark is skipped as npm skips it
            using var json = JsonDocument.Parse(file);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("scripts", out var scripts)
                && scripts.ValueKind == JsonValueKind.Object
                && scripts.TryGetProperty("build", out _);
        }
        catch (JsonException)
        {
            return false; // then it is a file like any other
        }
    }

    private static string Listing(string folder)
    {
        const int enough = 10;
        var names = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(enough + 1).ToList();
        return names.Count switch
        {
            0 => "nothing",
            > enough => string.Join(", ", names.Take(enough)) + ", …",
            _ => string.Join(", ", names),
        };
    }
}
