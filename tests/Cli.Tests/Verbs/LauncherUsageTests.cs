using System.Diagnostics;
using System.Text.RegularExpressions;
using MiniVercel.Cli.Tests.Testing;
using MiniVercel.Testing.Machine;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed partial class LauncherUsageTests
{
    [Fact]
    public async Task The_launcher_names_the_verbs_that_there_are_and_no_others()
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "minivercel"), ["--help"]) { RedirectStandardOutput = true };
        using var launcher = Process.Start(start)!;
        var usage = await launcher.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await launcher.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        var help = (await CliRun.OfAsync(new Invocation { WorkingFolder = Path.GetTempPath() }, "--help")).Out;

        var real = Verb.Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("deploy", real);
        Assert.Equal(
            real.Concat(["up", "test", "bench"]).Order(),
            LauncherVerb.Matches(usage).Select(match => match.Groups[1].Value).Order());
    }

    [GeneratedRegex(@"^  (\w+)", RegexOptions.Multiline)]
    private static partial Regex Verb { get; }

    [GeneratedRegex(@"^  \./minivercel (\w+)", RegexOptions.Multiline)]
    private static partial Regex LauncherVerb { get; }
}
