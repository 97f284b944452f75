using System.Collections.Immutable;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Building.Bundling;

/// <summary>Decides what of an output goes where: to visitors as it is, or into the bundle that a server runs from.</summary>
public static class Shipping
{
    private const string Packages = "node_modules";

    public static Shipment Of(BuildPlan plan, BuildOutput output)
    {
        if (output.Kind == SiteKind.Static)
            return Shipment.OfFiles(output.Folder);

        var server = output.Candidate.Needs switch
        {
            ServerNeeds.Nothing => new Bundle([new PackedFolder(output.Folder, output.Candidate.Path)], Entry(output.Candidate), ""),
            ServerNeeds.Packages => WithPackages(plan, output),
            ServerNeeds.TracedByNext => NextServer.Bundle(plan, output) ?? Everything(plan, output, plan.Start ?? NextServer.Start),
            _ => NodeStart.Of(plan, output, start => Everything(plan, output, start)),
        };
        return new Shipment([.. Assets(output)], server with
        {
            Node = output.Node ?? throw new InvalidOperationException("A server was built without Node."),
            Managers = server.Start is PlannedCommand.Shell ? output.Managers : [],
        });
    }

    /// <summary>Whether there are packages, and they lie beside what was built, when it runs.</summary>
    public static bool TakesPackages(BuildPlan plan, BuildOutput output) =>
        output is { Kind: SiteKind.Server, Candidate.Needs: var needs }
        && Top(plan, output).Folder(Packages) is not null
        && needs switch
        {
            ServerNeeds.Nothing => false,
            ServerNeeds.TracedByNext => NextServer.Bundle(plan, output) is null,
            _ => true,
        };

    /// <summary>A server by its entry, unless the project's own script is what starts this kind.</summary>
    private static Bundle WithPackages(BuildPlan plan, BuildOutput output)
    {
        var start = (output.Candidate.StartedByScript ? plan.Start : null) ?? Entry(output.Candidate);
        var root = output.Root;
        if (plan.PackagesIn != root.Place || HasPackagesOfItsOwn(root))
            return Everything(plan, output, start);

        var parts = new List<PackedFolder> { new(output.Folder, output.Candidate.Path) };
        if (root.FileAt(PackageJson.Name) is { } package)
            parts.Add(new PackedFolder(package, PackageJson.Name));
        if (root.Folder(Packages) is { } packages)
            parts.Add(new PackedFolder(packages.Path, Packages));
        return new Bundle([.. parts], start, "");
    }

    /// <summary>The folder that the packages were installed for, with all that is in it: of several packages each finds the others where they lie.</summary>
    private static Bundle Everything(BuildPlan plan, BuildOutput output, PlannedCommand start)
    {
        var top = Top(plan, output);
        return new Bundle([new PackedFolder(top.Path)], start, output.Root.PlaceIn(top));
    }

    private static SourceTree Top(BuildPlan plan, BuildOutput output) => output.Root.OfPlace(plan.PackagesIn) ?? output.Root;

    /// <summary>Packages that lie in the repository are installed as links to where they lie.</summary>
    private static bool HasPackagesOfItsOwn(SourceTree root) =>
        root.Folder(Packages) is { } packages
        && packages.Names().SelectMany(n => n.StartsWith('@') && packages.Folder(n) is { } scope ? scope.Names().Select(s => $"{n}/{s}") : [n])
            .Any(n => packages.Folder(n) is { } package && !package.Path.StartsWith(packages.Path + "/", StringComparison.Ordinal));

    private static IEnumerable<PackedFolder> Assets(BuildOutput output)
    {
        var prefix = output.Candidate.Needs == ServerNeeds.TracedByNext ? NextServer.BasePath(output) : "";
        foreach (var assets in output.Candidate.Assets)
        {
            var place = assets.InRoot ? assets.Path : $"{output.Candidate.Path}/{assets.Path}";
            if (output.Root.Folder(place) is { } folder)
                yield return new PackedFolder(folder.Path, Path.Combine(prefix, assets.Under));
        }
    }

    private static PlannedCommand Entry(OutputCandidate output) => PlannedCommand.Of("node", $"{output.Path}/{output.Proof}");
}
