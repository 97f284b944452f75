using MiniVercel.Projects;

namespace MiniVercel.Platform.Apps;

/// <summary>What a project says about its apps. It holds for an app from its next start on.</summary>
/// <param name="HealthPath">What it is asked for before it is shown to anybody.</param>
/// <param name="AppMemoryMb">As much memory all its processes together may take.</param>
/// <param name="AppCpus">As many processors' time; null for what the machine has.</param>
/// <param name="AppProcesses">As many processes and threads there may be.</param>
public sealed record AppSettings(
    string HealthPath = ProjectSettings.DefaultHealthPath,
    int AppMemoryMb = ProjectSettings.DefaultAppMemoryMb,
    double? AppCpus = null,
    int AppProcesses = ProjectSettings.DefaultAppProcesses)
{
    /// <summary>They are read from a project's settings, called `s`. One that is older than a setting has its default.</summary>
    public static readonly string Columns =
        $"""
         coalesce(s ->> 'health_path', '{ProjectSettings.DefaultHealthPath}') as health_path,
         coalesce((s ->> 'app_memory_mb')::int, {ProjectSettings.DefaultAppMemoryMb}) as app_memory_mb,
         (s ->> 'app_cpus')::float8 as app_cpus,
         coalesce((s ->> 'app_processes')::int, {ProjectSettings.DefaultAppProcesses}) as app_processes
         """;
}
