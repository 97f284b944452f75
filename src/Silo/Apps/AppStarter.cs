using System.Diagnostics;
using MiniVercel.Platform.Apps;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.DataFolders;
using MiniVercel.Platform.Network;
using MiniVercel.Platform.Programs;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Platform.Sandbox.Egress;
using MiniVercel.Platform.Sandbox.Ports;
using MiniVercel.Ports;
using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Silo.Apps;

/// <summary>Starts processes of apps: a copy of the bundle that is the app's own, the programs that it was built with, a box, a port.</summary>
public sealed class AppStarter(
    string root, AllowedHosts callable, IBoxes boxes, AppLimits limits, ArtifactStore artifacts, ArtifactFolders folders, NodeShelf nodes,
    PackageManagerShelf managers, AppEnvironment environment, PortLeases ports,
    TimeProvider clock)
{
    private static readonly TimeSpan CopyWithin = TimeSpan.FromMinutes(1);

    /// <summary>Removes what an engine that was killed left behind.</summary>
    public async Task Clear()
    {
        await Leftovers.Remove(root);
        OwnFolder.CreateClosed(root);
    }

    internal Task<AppSurroundings> SurroundingsOf(HostedRow app, int port, CancellationToken cancellationToken) => environment.For(app, port, cancellationToken);

    internal PortLease TakePort() => ports.Take();

    /// <param name="app">What is to run.</param>
    /// <param name="surroundings">What it finds there, and what it may take.</param>
    /// <param name="port">Where it is to listen; given back with the process.</param>
    /// <param name="output">Where it prints to.</param>
    /// <param name="cancellationToken">Whether it is still wanted.</param>
    internal async Task<AppProcess> Start(HostedRow app, AppSurroundings surroundings, PortLease port, IBoxOutput output, CancellationToken cancellationToken)
    {
        var server = (await artifacts.Read(app.Build, cancellationToken))?.Server ?? throw new ArtifactDamagedException($"{app.Build} has no app.");
        var copy = Path.Combine(root, $"{app.Id}-{app.Claim}-{Guid.NewGuid():n}");
        var programs = await AppPrograms.Bring(server, nodes, managers, $"{copy}.programs", cancellationToken);
        try
        {
            await Copy(await folders.FolderFor(app.Project, app.Build, cancellationToken), copy, cancellationToken);
            var box = await boxes.Open(new BoxPlan(copy) { Tools = programs.Folders, Ports = AppPorts.Usual, Hosts = callable, Limits = limits.BoxOf(surroundings.Project.Settings) }, cancellationToken);
            var command = BoxCommand.Program(server.Start) with
            {
                Folder = server.Folder,
                OwnPrograms = [.. ProgramsOf(server.Folder)],
                Programs = programs.Programs,
                Environment = programs.Environment.Concat(surroundings.Variables).DistinctBy(v => v.Key).ToDictionary(),
            };
            return new AppProcess(box, command, port.Port, output, Clean, clock);
        }
        catch
        {
            await Clean();
            throw;
        }

        async ValueTask Clean()
        {
            await Leftovers.Remove(copy);
            await programs.DisposeAsync();
        }
    }

    /// <summary>Where packages have put their programs: beside the app, then above it, as package managers look for them.</summary>
    private static IEnumerable<string> ProgramsOf(string folder)
    {
        for (var at = folder; ; at = Path.GetDirectoryName(at)!)
        {
            yield return Path.Combine(at, "node_modules", ".bin");
            if (at.Length == 0)
                yield break;
        }
    }

    /// <summary>What is laid out of an artifact stays what it is, for ever; an app may do with its copy what it likes.</summary>
    private static async Task Copy(string from, string to, CancellationToken cancellationToken)
    {
        OwnFolder.CreateClosed(to);
        foreach (string[] command in (string[][])[["cp", "-RP", "--reflink=auto", "--preserve=mode", "--", from + "/.", to], ["chmod", "-R", "u+rwX", "--", to]])
        {
            var start = new ProcessStartInfo(command[0], command[1..]) { Environment = { ["LC_ALL"] = "C" } };
            var result = await Command.Run(start, CopyWithin, cancellationToken: cancellationToken);
            if (result.Succeeded)
                continue;
            var sentence = $"The app's files could not be copied: {result.Output}";
            throw FullDisk.IsToldBy(result.Output) ? FullDisk.Exception(sentence) : new IOException(sentence);
        }
    }
}
