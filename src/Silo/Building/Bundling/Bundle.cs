using System.Collections.Immutable;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Bundling;

/// <summary>What of an output is packed: folders of files for visitors, and what a server runs from.</summary>
public sealed record Shipment(ImmutableArray<PackedFolder> Site, Bundle? Server)
{
    /// <summary>What stands at the top of the site; of a server perhaps nothing.</summary>
    public string? Top => Site.FirstOrDefault(f => f.Under.Length == 0)?.Path;

    /// <summary>A site of files: one folder, and that is all.</summary>
    public static Shipment OfFiles(string folder) => new([new PackedFolder(folder)], null);
}

/// <param name="Path">A folder on this machine, or a file.</param>
/// <param name="Under">Where it stands in what is packed.</param>
public sealed record PackedFolder(string Path, string Under = "")
{
    /// <summary>What the names of its files begin with.</summary>
    public string Prefix => Under.Length == 0 ? "" : $"{Under}/";
}

/// <summary>What a server runs from, not packed yet.</summary>
/// <param name="Parts">Put together they are the bundle. Of two with the same file the first counts.</param>
/// <param name="Folder">Where in it the server is started.</param>
public sealed record Bundle(ImmutableArray<PackedFolder> Parts, PlannedCommand Start, string Folder)
{
    /// <summary>The version of Node that it was built with.</summary>
    public string Node { get; init; } = "";

    /// <summary>The package managers that it was built with, where a script of the project's own starts it: it may call them by name.</summary>
    public ImmutableArray<PackageManager> Managers { get; init; } = [];
}
