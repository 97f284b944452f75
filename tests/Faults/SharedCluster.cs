using System.Net;
using System.Security.Cryptography;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>
/// One cluster for all tests that break a part of it and mend it again: two of each, each in a network of its own where that
/// is possible. They run when nothing else does: how long a cluster takes to go on is what they measure.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SharedCluster : IAsyncLifetime, ICollectionFixture<SharedCluster>
{
    public const string Name = "A cluster of six";

    public ClusterProcesses Cluster { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Cluster = await (TestNetwork.IsPossible ? ClusterProcesses.StartApart(ClusterProcesses.TwoOfEach) : ClusterProcesses.Start(ClusterProcesses.TwoOfEach));

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    /// <summary>Whatever the test before has left behind, everybody is there and can work.</summary>
    public async Task<ClusterProcesses> Whole()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        if (TestNetwork.IsPossible)
            await Task.WhenAll(Cluster.Silos.Select(silo => silo.Host.Mend()));
        await Task.WhenAll(Cluster.Silos.Where(silo => !silo.IsRunning).Select(silo => silo.Start()));
        await Task.WhenAll(Cluster.Silos.Select(silo => silo.Ready(limit.Token)));
        return Cluster;
    }
}

/// <summary>A project with a site that is up, and what it takes to give it another page.</summary>
internal sealed record SharedSite(ApiDriver Api, string Name, string Project)
{
    public string Deployment { get; private set; } = "";

    public static async Task<SharedSite> Create(ApiDriver api)
    {
        var name = $"site-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var site = new SharedSite(api, name, await api.CreateProject(name));
        await site.Show("one");
        return site;
    }

    public async Task Show(string page)
    {
        var build = (await Api.Build(Project, new Dictionary<string, string> { ["index.html"] = page })).Text("id");
        Deployment = (await Api.Activate(Project, build)).Expect(HttpStatusCode.OK).Text("id");
    }

    public LoadPlan VisitsAt(ClusterProcess gateway) => LoadPlan.For(gateway.Endpoint, gateway.SiteHost(Name), "/") with
    {
        Connections = 4,
        Pause = TimeSpan.FromMilliseconds(10),
    };
}
