using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>One silo for the properties that need no other.</summary>
[CollectionDefinition(Name)]
public sealed class PropertyCollection : ICollectionFixture<SharedSilo>
{
    public const string Name = "properties";
}
