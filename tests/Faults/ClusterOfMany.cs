using System.Net;
using MiniVercel.Testing.Clusters;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>Two gateways, two workers and two engines, each a process of its own, are one platform.</summary>
public sealed class ClusterOfMany
{
    [Fact]
    public Task On_one_machine_every_gateway_serves_what_any_of_them_was_given() => Slice(ClusterProcesses.Start);

    [NetworkFact]
    public Task On_machines_of_their_own_every_gateway_serves_what_any_of_them_was_given() => Slice(ClusterProcesses.StartApart);

    private static async Task Slice(Func<IEnumerable<string>, Task<ClusterProcesses>> start)
    {
        await using var cluster = await start(ClusterProcesses.TwoOfEach);
        using var api = cluster.Gateways[0].Api();
        using var other = cluster.Gateways[1].Api();
        var project = await api.CreateProject("many");

        var one = (await api.Build(project, Site("one"))).Text("id");
        var first = (await other.Activate(project, one)).Expect(HttpStatusCode.OK).Text("id");
        await EverywhereServes(cluster, "one", first);

        var two = (await other.Build(project, Site("two"))).Text("id");
        var second = (await api.Activate(project, two)).Expect(HttpStatusCode.OK).Text("id");
        await EverywhereServes(cluster, "two", second);

        var back = (await other.Activate(project, one)).Expect(HttpStatusCode.OK);
        Assert.True(back["is_rollback"].GetValue<bool>());
        await EverywhereServes(cluster, "one", back.Text("id"));

        Assert.Equal((2, 3), (await DoneOn(cluster, "worker", "build_claims"), await DoneOn(cluster, "engine", "activation_claims")));
        Assert.Equal(2, await cluster.Ask<int>("select min(n) from (select count(*) as n from blob_locations group by blob) as copies"));
    }

    /// <summary>A claim is taken by the silo where the grain is awake, whichever engine woke it there.</summary>
    private static Task<int> DoneOn(ClusterProcesses cluster, string role, string claims) => cluster.Ask<int>(
        $"select count(*) from {claims} c join silos s on s.id = c.silo_id where '{role}' = any(s.roles)");

    private static Dictionary<string, string> Site(string says) => new()
    {
        ["index.html"] = $"<h1>{says}</h1>",
        ["large.txt"] = string.Concat(Enumerable.Repeat(says, 100_000)),
    };

    private static async Task EverywhereServes(ClusterProcesses cluster, string says, string deployment)
    {
        foreach (var gateway in cluster.Gateways)
        {
            var page = await RawHttp.Get(gateway.Endpoint, gateway.SiteHost("many"));
            Assert.Equal((200, $"<h1>{says}</h1>", deployment), (page.Status, page.Text, page.Header("x-mv-deployment")));
            var large = await RawHttp.Get(gateway.Endpoint, gateway.SiteHost("many"), "/large.txt");
            Assert.Equal((200, says.Length * 100_000), (large.Status, large.Body.Length));
        }
    }
}
