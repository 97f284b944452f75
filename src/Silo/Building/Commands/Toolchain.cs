using System.Collections.Immutable;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;

namespace MiniVercel.Silo.Building.Commands;

/// <summary>The programs that a project's commands are run with. They stay on the shelf as long as this is held.</summary>
public sealed class Toolchain : IDisposable
{
    private readonly PackageManagerKind _kind;
    private readonly string _node;
    private readonly string _launchers;
    private readonly IReadOnlyList<ShelvedProgram> _held;

    internal Toolchain(
        NodeChoice node, ShelvedProgram heldNode, IReadOnlyList<PackageManagerShelf.Brought> managers, string launchers)
    {
        (_kind, _node, _launchers) = (managers[0].Kind, heldNode.Package, launchers);
        Node = node.Version.ToString();
        _held = [heldNode, .. managers.Select(m => m.Held)];
        Managers = [.. managers.Select(m => new PackageManager(m.Kind, m.Version))];
        Versions = $"Node {node.Version}, {Managers[0]}";
        Sentence = $"{node.Sentence} The package manager is {Managers[0]}.";
        Launchers.Write(launchers, Path.Combine(_node, "bin", "node"), managers);
    }

    /// <summary>The version of it.</summary>
    public string Node { get; }

    /// <summary>The project's own, and npm beside it, in the versions that they have.</summary>
    public ImmutableArray<PackageManager> Managers { get; }

    /// <summary>Says what was chosen, in the log.</summary>
    public string Sentence { get; }

    /// <summary>What the same packages would have to be installed with.</summary>
    public string Versions { get; }

    /// <summary>What a box has to show.</summary>
    public IReadOnlyList<string> Folders => [_launchers, .. _held.Select(h => h.Package)];

    /// <summary>What stands before the system's own programs.</summary>
    public IReadOnlyList<string> Programs => [_launchers, Path.Combine(_node, "bin")];

    /// <summary>Native packages are compiled with the headers of this Node, which would be downloaded otherwise; what was downloaded stays.</summary>
    public IReadOnlyDictionary<string, string> Environment(string? cache)
    {
        var variables = new Dictionary<string, string> { ["npm_config_nodedir"] = _node };
        foreach (var (name, value) in Launchers.Environment(_kind))
            variables[name] = value;
        if (cache is null)
            return variables;

        variables["npm_config_cache"] = Path.Combine(cache, "npm");
        foreach (var name in CacheNames())
            variables[name] = Path.Combine(cache, _kind.ToString().ToLowerInvariant());
        return variables;
    }

    public void Dispose()
    {
        foreach (var program in _held)
            program.Dispose();
    }

    private string[] CacheNames() => _kind switch
    {
        PackageManagerKind.Pnpm => ["npm_config_store_dir", "pnpm_config_store_dir"],
        PackageManagerKind.Yarn => ["YARN_CACHE_FOLDER"],
        PackageManagerKind.YarnBerry => ["YARN_GLOBAL_FOLDER"],
        PackageManagerKind.Bun => ["BUN_INSTALL_CACHE_DIR"],
        _ => [],
    };
}
