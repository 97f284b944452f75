using System.Globalization;

namespace MiniVercel.Testing.Silos;

/// <summary>The processes that work in a folder or were started with it.</summary>
public static class FolderProcesses
{
    public static IReadOnlyList<int> Of(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && About(pid).Contains(folder, StringComparison.Ordinal))];

    /// <summary>Its command line, and where it works.</summary>
    public static string About(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ') + " in " + new FileInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // Gone since it was listed, or somebody else's.
        }
    }
}
