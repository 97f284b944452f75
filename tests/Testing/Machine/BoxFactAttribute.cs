using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A test that runs commands in boxes: skipped, with the machine's own reason, where it offers none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoxFactAttribute : FactAttribute
{
    public BoxFactAttribute() => Skip = MachineWalls.Obstacle;
}
