using System.Text.RegularExpressions;

namespace MiniVercel.Runtime.Tests;

/// <summary>The embedded engine has Orleans' types under Orleans' names, all in one namespace of its own.</summary>
internal static partial class EngineSurface
{
    public static readonly string[] Namespaces = ["MiniVercel.Runtime"];

    public static bool IsEngine(string assembly) => assembly == "MiniVercel.Grains.Runtime";

    public static string Rename(string signature) => OrleansNamespace().Replace(signature, "MiniVercel.Runtime.");

    [GeneratedRegex(@"\bOrleans\.(?:(?:Concurrency|Core|MembershipService\.SiloMetadata|Metadata|Placement|Runtime|Storage|Utilities)\.)*")]
    private static partial Regex OrleansNamespace();
}
