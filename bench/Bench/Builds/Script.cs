using System.Diagnostics;
using MiniVercel.Platform.Programs;

namespace MiniVercel.Bench.Builds;

/// <summary>What somebody without a platform would write: lines for a shell.</summary>
internal static class Script
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How long the lines took.</summary>
    public static async Task<double> Run(
        string folder, string lines, IEnumerable<string> programs, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var shell = new ProcessStartInfo("bash", ["-euc", lines]) { WorkingDirectory = folder };
        shell.Environment["PATH"] = string.Join(':', [.. programs, shell.Environment["PATH"]]);
        shell.Environment["CI"] = "1";
        foreach (var (name, value) in variables)
            shell.Environment[name] = value;

        var started = Stopwatch.GetTimestamp();
        var result = await Command.Run(shell, Patience, cancellationToken: cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return result.Succeeded ? took : throw new InvalidOperationException($"{lines}\nended with {result.ExitCode}: {result.Output}");
    }
}
