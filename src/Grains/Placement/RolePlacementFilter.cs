namespace MiniVercel.Placement;

/// <summary>What <see cref="PreferRoleAttribute"/> wants, in the form that engines hand around.</summary>
public sealed class RolePlacementFilter(string role, int order) : PlacementFilterStrategy(order)
{
    private const string RoleProperty = "role";

    /// <summary>For the engine, which fills it from the grain's properties.</summary>
    public RolePlacementFilter()
        : this("", order: 0)
    {
    }

    public string Role { get; private set; } = role;

    public override void AdditionalInitialize(GrainProperties properties) =>
        Role = GetPlacementFilterGrainProperty(RoleProperty, properties) ?? "";

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [new(RoleProperty, Role)];
}
