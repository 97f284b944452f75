using Xunit;

namespace MiniVercel.Testing.Clusters;

/// <summary>A fact that takes networks of its own, which only root may make.</summary>
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute()
    {
        if (!TestNetwork.IsPossible)
            Skip = "Needs root and the program ip.";
    }
}
