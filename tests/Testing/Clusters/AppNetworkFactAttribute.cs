using MiniVercel.Testing.Machine;
using Xunit;

namespace MiniVercel.Testing.Clusters;

/// <summary>A fact about apps in networks of their own: it takes root for these, and a registry that Node comes from.</summary>
public sealed class AppNetworkFactAttribute : FactAttribute
{
    public AppNetworkFactAttribute() => Skip = TestNetwork.IsPossible ? NpmRegistryFactAttribute.WhyNot : "Needs root and the program ip.";
}
