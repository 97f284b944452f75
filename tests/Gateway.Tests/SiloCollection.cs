using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests;

[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<SharedSilo>
{
    public const string Name = "silo";
}
