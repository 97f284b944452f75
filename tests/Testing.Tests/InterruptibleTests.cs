using System.Diagnostics;
using System.Globalization;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Testing.Tests;

public class InterruptibleTests
{
    private const long SigInt = 1 << (2 - 1);

    [Fact]
    public async Task A_program_hears_a_Ctrl_C_though_its_parent_ignores_it()
    {
        var program = Interruptible.Program("grep", "SigIgn", "/proc/self/status");

        // A shell's background, made with a trap.
        var background = new ProcessStartInfo("bash", ["-c", "trap '' INT; exec \"$@\"", "bash", program.FileName, .. program.ArgumentList])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(background)!;
        var line = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));

        var ignored = long.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(0, ignored & SigInt);
    }
}
