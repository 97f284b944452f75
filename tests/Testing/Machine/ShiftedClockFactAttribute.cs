using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A fact that takes processes with a clock of their own.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShiftedClockFactAttribute : FactAttribute
{
    public ShiftedClockFactAttribute()
    {
        if (!ShiftedClock.IsPossible)
            Skip = "Needs a C compiler, cc, for the library that shifts a process's clock.";
    }
}
