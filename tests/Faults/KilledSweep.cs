using System.Net;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Faults;

/// <summary>
/// A build that was active once is deleted, and what it leaves is swept: it is gone from the disk in the end, what serves is whole, and
/// the same files can be deployed again.
/// </summary>
internal sealed class KilledSweep(KilledSite site, string folder, string database) : KilledDeed(site)
{
    public override IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["MINIVERCEL_SWEEP_EVERY"] = "1s" };

    public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
    {
        await KilledSite.Serves(silo, KilledSite.Name, "one");
        await KilledSite.Until(() => Task.FromResult(IsSwept()), limit);

        var again = (await api.Activate(Site.Project, Site.Active)).Expect(HttpStatusCode.OK); // every byte is hashed again
        await KilledSite.Serves(silo, KilledSite.Name, "one", again.Text("id"));
        var spare = await api.Build(Site.Project, KilledSite.Says("spare"));
        await KilledSite.Serves(silo, KilledSite.Label(spare), "spare");
        return "finished";
    }

    protected override async Task Ask(ApiDriver api)
    {
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var later = source.CreateCommand("update team_blobs set pinned_until = clock_timestamp() - interval '1 second'");
            await later.ExecuteNonQueryAsync();
        }

        await api.Activate(Site.Project, Site.Spare);
        await api.Activate(Site.Project, Site.Active);
        await api.Delete($"/api/builds/{Site.Spare}");
    }

    /// <summary>The page of the active build is the only content that is left.</summary>
    private bool IsSwept() =>
        !Directory.Exists(Path.Combine(folder, "deployments", Site.Project, "builds", Site.Spare))
        && Directory.GetFiles(Path.Combine(folder, "blobs"), "*", SearchOption.AllDirectories).Length == 1;
}
