using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>Brings what a plan asks for: its Node and its package manager, and npm beside that, because scripts call npx whatever installs.</summary>
public sealed class Toolchains(NodeShelf nodes, PackageManagerShelf managers)
{
    private static readonly PackageManager Npm = new(PackageManagerKind.Npm, Lockfile.DefaultVersion(PackageManagerKind.Npm));

    /// <param name="wanted">The package manager of the plan.</param>
    /// <param name="wishes">What the sources say about Node.</param>
    /// <param name="launchers">The folder to make for the programs' names.</param>
    /// <param name="cancellationToken">Ends the waiting for a download.</param>
    public async Task<Toolchain> Bring(
        PackageManager wanted, IReadOnlyList<NodeWish> wishes, string launchers, CancellationToken cancellationToken)
    {
        var choice = NodeChoice.Of(wishes, await nodes.Available(cancellationToken));
        var held = new List<IDisposable>();
        try
        {
            var node = await nodes.Bring(choice.Version, cancellationToken);
            held.Add(node);
            var brought = new List<PackageManagerShelf.Brought>();
            foreach (var manager in wanted.Kind == PackageManagerKind.Npm ? [wanted] : new[] { wanted, Npm })
            {
                brought.Add(await managers.Bring(manager.RunBy(choice.Version), cancellationToken));
                held.Add(brought[^1].Held);
            }

            return new Toolchain(choice, node, brought, launchers);
        }
        catch
        {
            held.ForEach(h => h.Dispose());
            throw;
        }
    }
}
