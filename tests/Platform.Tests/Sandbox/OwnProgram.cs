using System.Diagnostics;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>These tests as a program that opens a box; see <see cref="Program"/>.</summary>
internal static class OwnProgram
{
    public static Process Start(string folder, string line, params string[] through) => Start(through, folder, line);

    /// <summary>Runs tests in it, rather than in a runner's program, which could not hold a network.</summary>
    public static Process StartTests(string[] through, params IReadOnlyList<Type> tests) => Start(through, [OwnTests.Verb, .. tests.Select(test => test.FullName!)]);

    private static Process Start(string[] through, params IReadOnlyList<string> arguments)
    {
        string[] all = [.. through, "dotnet", Path.Combine(AppContext.BaseDirectory, "MiniVercel.Platform.Tests.dll"), .. arguments];
        var info = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(info)!;
    }
}
