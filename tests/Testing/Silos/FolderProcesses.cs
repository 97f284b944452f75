using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MiniVercel.Testing.Silos;

/// <summary>The processes that work in a folder or were started with it.</summary>
public static class FolderProcesses
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<int> Of(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(process => int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && About(pid).Contains(folder, StringComparison.Ordinal))];

    /// <summary>Ends them, and waits until they are gone: one that still writes would keep its folder.</summary>
    public static void Kill(string folder)
    {
        for (var started = Stopwatch.GetTimestamp(); Of(folder) is { Count: > 0 } left && Stopwatch.GetElapsedTime(started) < Patience;)
        {
            foreach (var pid in left)
                KillOne(pid);
        }
    }

    private static void KillOne(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has just ended by itself, or it is somebody else's.
        }
    }

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
