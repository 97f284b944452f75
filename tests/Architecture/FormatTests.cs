using System.Diagnostics;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Architecture;

public class FormatTests
{
    /// <summary>Lines and spaces alone, file by file: what else is asked of the code's form, the compiler has asked already.</summary>
    [Fact]
    public async Task The_code_is_formatted()
    {
        using var format = Process.Start(new ProcessStartInfo(
            "dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes", "--include", "src/", "tests/", "bench/", "--verbosity", "quiet"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = format.StandardOutput.ReadToEndAsync();
        var errors = format.StandardError.ReadToEndAsync();
        await format.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(10));

        Assert.True(format.ExitCode == 0, $"{await output}\n{await errors}");
    }
}
