using MiniVercel.Builds;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building;

/// <summary>What answers by a program of its own needs a host for that, and there is none yet.</summary>
public static class Servers
{
    /// <summary>Before anything runs, where nothing but a server can come of it.</summary>
    public static void Refuse(BuildPlan plan)
    {
        if (plan.Outputs.All(o => o.Kind == SiteKind.Server))
            throw Refused(plan.Preset);
    }

    /// <summary>After the build: some frameworks make files or a server, as their configuration says.</summary>
    public static void Refuse(BuildOutput output, string preset)
    {
        if (output.Kind == SiteKind.Server)
            throw Refused(preset);
    }

    private static BuildStepFailedException Refused(string preset) => new(
        BuildReason.PresetUnavailable,
        $"The preset '{preset}' makes a server here, and this server hosts static sites only. Have it export files, or set the output directory to a folder of files.");
}
