using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A theory that runs commands in boxes: skipped, with the machine's own reason, where it offers none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BoxTheoryAttribute : TheoryAttribute
{
    public BoxTheoryAttribute() => Skip = MachineWalls.Obstacle;
}
