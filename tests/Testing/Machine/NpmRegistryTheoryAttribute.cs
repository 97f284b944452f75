using Xunit;

namespace MiniVercel.Testing.Machine;

/// <summary>A theory that downloads from npm, Node for one; skipped where no registry is reached.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NpmRegistryTheoryAttribute : TheoryAttribute
{
    public NpmRegistryTheoryAttribute() => Skip = NpmRegistryFactAttribute.WhyNot;
}
