namespace MiniVercel.Placement;

/// <summary>
/// On a grain class: its grains wake on a silo of this role while there is one, and anywhere else otherwise. A build can be
/// canceled with no worker alive.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreferRoleAttribute(string role) : PlacementFilterAttribute(new RolePlacementFilter(role, order: 0));
