using MiniVercel.Testing.Clusters;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>The same examples where gateway, worker and engine are processes of their own: nothing is near that was near before.</summary>
public sealed class ExamplesOverRolesTests(ExamplesOverRolesTests.Roles roles) : ExampleTests(roles.Place), IClassFixture<ExamplesOverRolesTests.Roles>
{
    public sealed class Roles : IAsyncLifetime
    {
        private ClusterProcesses _cluster = null!;

        public ExamplePlace Place { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _cluster = await ClusterProcesses.Start(["gateway", "worker", "engine"]);
            var gateway = _cluster.Gateways[0];
            Place = new ExamplePlace(gateway.Api(), gateway.Endpoint, _cluster.Engines[0].Folder, _cluster.AdminConnectionString);
        }

        public async Task DisposeAsync()
        {
            Place.Api.Dispose();
            await _cluster.DisposeAsync();
        }
    }
}
