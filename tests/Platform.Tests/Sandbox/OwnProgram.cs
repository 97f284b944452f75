using System.Diagnostics;

namespace MiniVercel.Platform.Tests.Sandbox;

/// <summary>These tests as a program that opens a box; see <see cref="Program"/>.</summary>
internal static class OwnProgram
{
    public static Process Start(string folder, string line, params string[] through)
    {
        string[] all = [.. through, "dotnet", Path.Combine(AppContext.BaseDirectory, "MiniVercel.Platform.Tests.dll"), folder, line];
        var info = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(info)!;
    }
}
