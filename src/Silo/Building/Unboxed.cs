using MiniVercel.Builds;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building;

/// <summary>Nothing of a project's own runs outside a box, and there is none yet: such a plan is refused.</summary>
public static class Unboxed
{
    public static void Refuse(BuildPlan plan)
    {
        if (!plan.RunsSomething)
            return;
        var what = plan switch
        {
            { Preset: not Preset.Static } => $"the preset '{plan.Preset}'",
            { Install.First: PlannedCommand.Shell } or { Build: PlannedCommand.Shell } => "install and build commands",
            { Ignore: not null, Build: null } => "the ignoreCommand of vercel.json",
            _ => "the build script of package.json",
        };
        throw new BuildStepFailedException(
            BuildReason.PresetUnavailable,
            $"This server serves folders as they are; it cannot run {what} yet. Build on your machine and deploy the output folder.");
    }
}
