namespace MiniVercel.Runtime.Tests;

/// <summary>Orleans, as its own assemblies have it.</summary>
internal static class EngineSurface
{
    public static readonly string[] Namespaces =
    [
        "Orleans", "Orleans.Concurrency", "Orleans.Metadata", "Orleans.Placement", "Orleans.Runtime", "Orleans.Runtime.MembershipService.SiloMetadata",
        "Orleans.Runtime.Placement", "Orleans.Storage", "Orleans.Utilities",
    ];

    public static bool IsEngine(string assembly) => assembly.StartsWith("Orleans.", StringComparison.Ordinal);

    public static string Rename(string signature) => signature;
}
