using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Egress;

namespace MiniVercel.Silo.Building;

/// <summary>What this machine can wall builds in with, asked once at the start and said in the log.</summary>
internal static partial class MachineBoxes
{
    public static async Task<IBoxes> Ask(SiloOptions options, DataFolder folder, ILogger logger, CancellationToken cancellationToken)
    {
        var registries = new Registries(options.Registries, TimeProvider.System);
        var boxes = await Boxes.AskMachine(folder.Boxes, options.Sandbox, registries, TimeProvider.System, cancellationToken);
        if (boxes.Walls.Why.Length == 0)
            LogStrong(logger, boxes.Walls.Word);
        else
            LogWeak(logger, boxes.Walls.Word, boxes.Walls.Why);
        return boxes;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Builds and apps are walled in by {Level}")]
    private static partial void LogStrong(ILogger logger, string level);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What builds and apps are walled in by: {Level}. {Why}")]
    private static partial void LogWeak(ILogger logger, string level, string why);
}
