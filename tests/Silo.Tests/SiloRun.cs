using System.Diagnostics;

namespace MiniVercel.Silo.Tests;

/// <summary>`up` as a process of its own, run to its end.</summary>
internal sealed record SiloRun(int ExitCode, string Output, string Errors)
{
    public static async Task<SiloRun> Of(string[] arguments, params (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MiniVercel.Silo.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var silo = Process.Start(start)!;
        var output = silo.StandardOutput.ReadToEndAsync();
        var errors = silo.StandardError.ReadToEndAsync();
        await silo.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return new SiloRun(silo.ExitCode, await output, await errors);
    }
}
