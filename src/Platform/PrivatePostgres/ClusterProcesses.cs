using System.Diagnostics;
using System.Globalization;

namespace MiniVercel.Platform.Postgres;

/// <summary>
/// The live server processes of one cluster. Every process of a server works in its cluster's folder, so a process number alone is never
/// believed: after a restart it may be anyone's.
/// </summary>
internal static class ClusterProcesses
{
    public static int[] In(string cluster) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && Is(pid, cluster))];

    public static bool Is(int pid, string cluster)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget == cluster && File.ReadAllText($"/proc/{pid}/comm").Trim() == "postgres";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // It has just ended, or it is someone else's.
        }
    }

    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }

    public static async Task<bool> AreGone(string cluster, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var started = Stopwatch.GetTimestamp(); In(cluster).Length > 0; await Task.Delay(20, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                return false;
        }

        return true;
    }
}
