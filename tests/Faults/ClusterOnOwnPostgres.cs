using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Platform.Postgres;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Load;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>Three silos that can do everything, on a PostgreSQL that can be taken from them, with a site of files that is up, and one of an app.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterOnOwnPostgres : IAsyncLifetime, ICollectionFixture<ClusterOnOwnPostgres>
{
    public const string Name = "A cluster of three on a PostgreSQL of its own";

    private const string Site = "served", App = "answered";

    private readonly string _folder = TemporaryFolder.Create("own-postgres");
    private PrivatePostgres _postgres = null!;

    public ClusterProcesses Cluster { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await StartPostgres();
        Cluster = await ClusterProcesses.Start(Enumerable.Repeat("gateway,worker,engine", 3), _postgres.ConnectionString);
        await Deploy(Site, new Dictionary<string, string> { ["index.html"] = "here" });
        if (HasApp)
            await Deploy(App, ScriptedApp.Serving("here"));
    }

    /// <summary>Node for it comes from a registry.</summary>
    private static bool HasApp => NpmRegistryFactAttribute.WhyNot is null;

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Visitors of the site at one of the gateways.</summary>
    public static LoadGenerator Visit(ClusterProcess gateway) => LoadGenerator.Start(
        LoadPlan.For(gateway.Endpoint, gateway.SiteHost(Site), "/") with { Connections = 2, Pause = TimeSpan.FromMilliseconds(20) });

    /// <summary>Visitors of the app at one of the gateways, wherever it runs; nothing where there is none.</summary>
    public static LoadGenerator? VisitApp(ClusterProcess gateway) => !HasApp ? null : LoadGenerator.Start(
        LoadPlan.For(gateway.Endpoint, gateway.SiteHost(App), "/") with { Connections = 2, Pause = TimeSpan.FromMilliseconds(50) });

    private async Task Deploy(string name, Dictionary<string, string> files)
    {
        using var api = Cluster.Gateways[0].Api();
        var project = await api.CreateProject(name);
        var build = (await api.Build(project, files)).Text("id");
        (await api.Activate(project, build)).Expect(HttpStatusCode.OK);
    }

    public async Task StartPostgres() => _postgres = await PrivatePostgres.Start(_folder, NullLogger.Instance);

    public Task StopPostgres() => _postgres.Stop();

    /// <summary>
    /// Every process of the server stands still: connections stay open, and nobody answers on them. The one that makes the others
    /// first, so that none is made after they were counted.
    /// </summary>
    public async Task Hang(CancellationToken limit)
    {
        var postmaster = Postmaster();
        await Pausing.Pause([postmaster], limit);
        await Pausing.Pause(Children(postmaster), limit);
    }

    public Task GoOn()
    {
        var postmaster = Postmaster();
        return Pausing.Resume([.. Children(postmaster), postmaster]);
    }

    private int Postmaster() => int.Parse(
        File.ReadLines(Directory.EnumerateFiles(_folder, "postmaster.pid", SearchOption.AllDirectories).Single()).First(), CultureInfo.InvariantCulture);

    private static int[] Children(int postmaster) =>
        [.. File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
}
