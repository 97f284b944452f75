using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests;

[CollectionDefinition(Name)]
public sealed class SiloCollection : ICollectionFixture<SharedSilo>
{
    public const string Name = "silo";
}

/// <summary>
/// Alone, because metrics are the process's: where another silo in it has ended, its metrics are taken for ended, and with them those that
/// go by the same name here.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
