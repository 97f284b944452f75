namespace MiniVercel.Placement;

/// <summary>Leaves the silos of the role, or all of them where none has it.</summary>
public sealed class RolePlacementFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <summary>Under which a silo tells its roles, with commas between them.</summary>
    public const string RolesKey = "roles";

    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var role = ((RolePlacementFilter)filterStrategy).Role;
        var all = silos.ToList();
        var fitting = all.Where(silo => RolesOf(silo).Contains(role)).ToList();
        return fitting.Count > 0 ? fitting : all;
    }

    private string[] RolesOf(SiloAddress silo) =>
        metadata.GetSiloMetadata(silo).Metadata.GetValueOrDefault(RolesKey)?.Split(',') ?? [];
}
