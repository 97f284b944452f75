using System.Globalization;

namespace MiniVercel.Testing.Apps;

/// <summary>The processes of apps on this machine, whoever has started them: each was told which deployment or build it answers for.</summary>
public static class AppProcesses
{
    /// <summary>Those of a deployment, or of a build's preview.</summary>
    public static IReadOnlyList<int> Of(string app) => [.. All().Where(process => process.App == app).Select(process => process.Id)];

    /// <summary>For each app that runs its trees: processes that were started by none of the same app.</summary>
    public static ILookup<string, int> Trees()
    {
        var all = All().ToDictionary(process => process.Id);
        return all.Values.Where(process => !all.TryGetValue(process.Parent, out var parent) || parent.App != process.App)
            .ToLookup(process => process.App, process => process.Id);
    }

    private static IEnumerable<AppProcess> All() => Directory.EnumerateDirectories("/proc")
        .Select(process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0)
        .Select(Read)
        .OfType<AppProcess>();

    private static AppProcess? Read(int pid)
    {
        try
        {
            var told = File.ReadAllText($"/proc/{pid}/environ").Split('\0');
            if ((Value(told, "MINIVERCEL_DEPLOYMENT_ID=") ?? Value(told, "MINIVERCEL_BUILD_ID=")) is not { } app || Value(told, "PORT=") is null)
                return null;
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return new AppProcess(pid, int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), app);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Gone since it was listed, or somebody else's.
        }
    }

    private static string? Value(IEnumerable<string> environment, string name) =>
        environment.FirstOrDefault(variable => variable.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    private sealed record AppProcess(int Id, int Parent, string App);
}
