using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Machine;

/// <summary>What this machine has to put around commands, asked once.</summary>
public static class MachineWalls
{
    private static readonly Lazy<Walls> Asked = new(() => Task.Run(Ask).GetAwaiter().GetResult());

    public static Walls Found => Asked.Value;

    /// <summary>Why nothing can run in a box here; nothing where it can.</summary>
    public static string? Obstacle => Found.Level == BoxLevel.None ? Found.Why : null;

    private static async Task<Walls> Ask() => (await Boxes.AskMachine(
        TemporaryFolder.Create("boxes"), BoxChoice.Auto, new Registries(Registries.Usual, TimeProvider.System), TimeProvider.System,
        CancellationToken.None)).Walls;
}
