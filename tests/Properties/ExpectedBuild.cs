using MiniVercel.Builds;
using MiniVercel.Ports;
using MiniVercel.Properties.Generators;
using MiniVercel.Silo.Logs;

namespace MiniVercel.Properties;

/// <summary>What must come of a build: by what was asked for, and without looking at how it is made.</summary>
/// <param name="Reason">Why it failed, if it did.</param>
/// <param name="Detail">What its last line tells of that.</param>
/// <param name="Way">The places that it came by, in order.</param>
/// <param name="Out">The lines of its stdout.</param>
/// <param name="Errors">Those of its stderr.</param>
internal sealed record ExpectedBuild(string? Reason, string Detail, IReadOnlyList<string> Way, IReadOnlyList<string> Out, IReadOnlyList<string> Errors)
{
    private static readonly string[] Ending = [Failpoint.BuildLogged.Name, Failpoint.BuildRecorded.Name];

    public static ExpectedBuild Of(SomebodysBuild build, string url)
    {
        var way = new List<string> { Failpoint.BuildTaken.Name, Failpoint.BuildClaimed.Name };
        var (said, complained) = (new List<string>(), new List<string>());
        var (reason, detail) = Walk(build, url, way, said, complained);
        return new ExpectedBuild(reason, detail, [.. way, .. Ending], said, complained);
    }

    private static (string? Reason, string Detail) Walk(SomebodysBuild build, string url, List<string> way, List<string> said, List<string> complained)
    {
        Enter(way, BuildStep.Clone);
        if (build.Origin == Origin.MissingRepository)
            return ("clone_failed", $"There is no repository at {url}");
        if (build.Origin == Origin.Repository)
            way.Add(Failpoint.BuildFetched.Name);
        way.Add(Failpoint.BuildCloned.Name);

        Enter(way, BuildStep.Detect);
        way.Add(Failpoint.BuildDetected.Name);
        if (build.Install is { } install)
        {
            Enter(way, BuildStep.Install);
            Print(install, said, complained);
            if (install.Code != 0)
                return ("install_failed", $"'sh install.sh' ended with {install.Code}.");
            way.Add(Failpoint.BuildInstalled.Name);
        }

        if (build.Build is { } command)
        {
            Enter(way, BuildStep.Build);
            if (build.Waits)
                said.Add(SomebodysBuild.Waiting);
            Print(command, said, complained);
            if (command.Code != 0)
                return ("build_failed", $"'sh build.sh' ended with {command.Code}.");
            way.Add(Failpoint.BuildBuilt.Name);
        }

        if (build.Output is null)
            return ("no_output", "The output directory 'out' does not exist.");
        Enter(way, BuildStep.Pack);
        way.Add(Failpoint.BuildPacked.Name);
        Enter(way, BuildStep.Upload);
        way.AddRange(Failpoint.BlobsStored.Name, Failpoint.ManifestCommitted.Name, Failpoint.BuildAnnounced.Name);
        return (null, "Ready: ");
    }

    private static void Enter(List<string> way, BuildStep step)
    {
        var (before, inside) = Failpoint.Of(step);
        way.AddRange(before.Name, inside.Name);
    }

    private static void Print(SomebodysCommand command, List<string> said, List<string> complained)
    {
        said.AddRange(LinesOf(command.Out));
        complained.AddRange(LinesOf(command.Errors));
    }

    /// <summary>As a screen would show them in the end; what is cut off a long one is told.</summary>
    private static IEnumerable<string> LinesOf(string text)
    {
        var lines = text.Split('\n').Select(line => line[(line.LastIndexOf('\r') + 1)..]).ToList();
        if (lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return lines.Select(line => line.Length <= LineFolder.LongestLine ? line : $"{line[..LineFolder.LongestLine]}… (1.0 kB more)");
    }
}
