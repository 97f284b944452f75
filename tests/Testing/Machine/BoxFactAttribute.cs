using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Testing.Silos;
using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A test that runs commands in boxes: skipped, with the machine's own reason, where it offers none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoxFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(() => Task.Run(FindObstacle).GetAwaiter().GetResult());

    public BoxFactAttribute() => Skip = Obstacle.Value;

    private static async Task<string?> FindObstacle()
    {
        var boxes = await Boxes.AskMachine(
            TemporaryFolder.Create("boxes"), BoxChoice.Auto, new Registries(Registries.Usual, TimeProvider.System), TimeProvider.System,
            CancellationToken.None);
        return boxes.Walls.Level == BoxLevel.None ? boxes.Walls.Why : null;
    }
}
