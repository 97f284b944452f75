using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Sandbox;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

/// <summary>A machine that can wall nothing in: what would have to run is refused, and what is served as it is, is served.</summary>
public sealed class NoBoxTests(NoBoxTests.Bare bare) : CommandsTest(bare.Silo), IClassFixture<NoBoxTests.Bare>
{
    [Fact]
    public async Task Nothing_runs_without_a_box()
    {
        var build = await Build(new { buildCommand = "echo never" });

        Assert.EndsWith("There is no bubblewrap here.", await Failed(build, "sandbox_unavailable"), StringComparison.Ordinal);
        Assert.DoesNotContain(await Log(build), l => l.StartsWith("stdout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_is_served_as_it_is_all_the_same() => await Succeeded(await Build(new { }));

    public sealed class Bare : IAsyncLifetime
    {
        public TestSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await TestSilo.Start(services => services.AddSingleton<IBoxes>(new NoBoxes()));

        public async Task DisposeAsync() => await Silo.DisposeAsync();
    }

    private sealed class NoBoxes : IBoxes
    {
        public Walls Walls => new(BoxLevel.None, "There is no bubblewrap here.");

        public Task<IBox> Open(BoxPlan plan, CancellationToken cancellationToken) => throw new BoxUnavailableException(Walls.Why);
    }
}
