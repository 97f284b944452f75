using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Ports;
using MiniVercel.Silo.Building.Commands;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Silo.Apps;

/// <summary>
/// The programs that an app runs with, in the versions that it was built with: Node, and what its project's own script may call by name. They
/// stay on the shelf as long as this is held.
/// </summary>
internal sealed class AppPrograms : IAsyncDisposable
{
    private readonly ShelvedProgram _node;
    private readonly IReadOnlyList<PackageManagerShelf.Brought> _managers;
    private readonly string _launchers;

    private AppPrograms(ShelvedProgram node, IReadOnlyList<PackageManagerShelf.Brought> managers, string launchers) =>
        (_node, _managers, _launchers) = (node, managers, launchers);

    /// <summary>What a box has to show.</summary>
    public IReadOnlyList<string> Folders => [.. Own, _node.Package, .. _managers.Select(m => m.Held.Package)];

    /// <summary>What stands before the system's own programs.</summary>
    public IReadOnlyList<string> Programs => [.. Own, Path.Combine(_node.Package, "bin")];

    public IReadOnlyDictionary<string, string> Environment =>
        _managers is [var first, ..] ? Launchers.Environment(first.Kind) : new Dictionary<string, string>();

    private IEnumerable<string> Own => _managers.Count > 0 ? [_launchers] : [];

    /// <param name="server">What was built.</param>
    /// <param name="nodes">Where Node comes from.</param>
    /// <param name="shelf">Where package managers come from.</param>
    /// <param name="launchers">The folder to make for their names.</param>
    /// <param name="cancellationToken">Ends the waiting for a download.</param>
    public static async Task<AppPrograms> Bring(
        ServerBundle server, NodeShelf nodes, PackageManagerShelf shelf, string launchers, CancellationToken cancellationToken)
    {
        var node = await nodes.Bring(
            SemVersion.TryParse(server.Node) ?? throw new ArtifactDamagedException($"'{server.Node}' is no version of Node."), cancellationToken);
        var managers = new List<PackageManagerShelf.Brought>();
        var programs = new AppPrograms(node, managers, launchers);
        try
        {
            foreach (var (kind, version) in server.Managers)
                managers.Add(await shelf.Bring(new PackageManager(Enum.Parse<PackageManagerKind>(kind), version), cancellationToken));
            if (managers.Count > 0)
                Launchers.Write(launchers, Path.Combine(node.Package, "bin", "node"), managers);
            return programs;
        }
        catch
        {
            await programs.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Leftovers.Remove(_launchers);
        foreach (var manager in _managers)
            manager.Held.Dispose();
        _node.Dispose();
    }
}
