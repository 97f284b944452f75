using System.Diagnostics;

namespace MiniVercel.Testing.Silos;

/// <summary>
/// A program that a person at a terminal can interrupt. What a shell starts in the background ignores SIGINT, and hands that down
/// to all that it starts in turn: a program of a test that runs there would never hear of a Ctrl-C.
/// </summary>
public static class Interruptible
{
    /// <summary>Leads a group of its own, as a terminal's foreground program does.</summary>
    public static ProcessStartInfo Program(string file, params IEnumerable<string> arguments) =>
        new("env", ["--default-signal=INT", "setsid", file, .. arguments]);

    /// <summary>Ctrl-C: the terminal sends it to the program, and to all that the program has left in its group.</summary>
    public static async Task Interrupt(this Process program)
    {
        using var kill = Process.Start("kill", ["-INT", "--", $"-{program.Id}"]);
        await kill.WaitForExitAsync();
    }
}
