using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>
/// Two gateways, and a worker and an engine that are in order. Beside them come others that pause in the middle of their work,
/// for longer than their lease, and go on later as if nothing had happened: zombies.
/// </summary>
public sealed class ClusterWithZombies : IAsyncLifetime
{
    /// <summary>Everything that somebody may see, or act on.</summary>
    private static readonly string[] Tables =
        ["projects", "builds", "deployments", "build_logs", "artifacts", "hosts", "routes", "route_commits", "route_clock"];

    public ClusterProcesses Cluster { get; private set; } = null!;

    public ApiDriver Api { get; private set; } = null!;

    public ClusterProcess Worker => Cluster.Workers[0];

    public ClusterProcess Engine => Cluster.Engines[0];

    /// <summary>An engine that is in order as long as nobody starts it otherwise.</summary>
    public ClusterProcess OtherEngine => Cluster.Engines[1];

    public async Task InitializeAsync()
    {
        Cluster = await ClusterProcesses.Start(["gateway", "gateway", "worker", "engine", "engine"]);
        Api = Cluster.Gateways[0].Api();
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        await Cluster.DisposeAsync();
    }

    /// <summary>All that is written down, as one text.</summary>
    public Task<string> Everything() => Cluster.Ask<string>(string.Join(" || ", Tables.Select(table =>
        $"'{table} ' || (select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from {table} t) || chr(10)")).Insert(0, "select "));

    public Task Until(string isSo, CancellationToken limit) => KilledSite.Until(async () => await Cluster.Ask<bool>($"select {isSo}"), limit);
}
