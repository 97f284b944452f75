namespace MiniVercel.Runtime.Tests;

[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PreferRoleAttribute(string role) : PlacementFilterAttribute(new RoleFilter(role, 0));

/// <summary>Prefers the silos of a role.</summary>
public sealed class RoleFilter(string role, int order) : PlacementFilterStrategy(order)
{
    public RoleFilter() : this("", 0)
    {
    }

    public string Role { get; private set; } = role;

    public override void AdditionalInitialize(GrainProperties properties) => Role = GetPlacementFilterGrainProperty("role", properties)!;

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new("role", Role)];
}

public sealed class RoleFilterDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var all = silos.ToList();
        var fitting = all.Where(it => metadata.GetSiloMetadata(it).Metadata.GetValueOrDefault("role") == ((RoleFilter)filterStrategy).Role).ToList();
        return fitting.Count > 0 ? fitting : all;
    }
}
