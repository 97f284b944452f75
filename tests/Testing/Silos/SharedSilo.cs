using Xunit;

namespace MiniVercel.Testing.Silos;

/// <summary>One silo for all tests of a class or collection that each work in a project of their own.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    public TestSilo Silo { get; private set; } = null!;

    public async Task InitializeAsync() => Silo = await TestSilo.Start();

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}
