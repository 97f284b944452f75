using System.Net;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Saboteurs;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>Whoever has changed what is on the air sees it with the next request, even where the gateway is slow to follow.</summary>
public class PublicationTests
{
    [Fact]
    public async Task A_call_that_changes_hosts_is_answered_when_the_gateway_answers_by_them()
    {
        await using var silo = await TestSilo.Start(SlowGateway.Follows);
        var site = new Site(silo, await silo.Api.CreateProject("first"), "first");
        Assert.Equal(503, await Status(silo, "first"));

        var (served, spare) = (await site.Build("served"), await site.Build("spare"));
        await site.Activate(served.Text("id"));
        (await silo.Api.Put($"/api/projects/{site.Project}", new { name = "second" })).Expect(HttpStatusCode.OK);
        Assert.Equal((404, 200), (await Status(silo, "first"), await Status(silo, "second")));

        var label = new Uri(spare.Text("preview_url")).Host.Split('.')[0];
        Assert.Equal(200, await Status(silo, label));
        (await silo.Api.Delete($"/api/builds/{spare.Text("id")}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(404, await Status(silo, label));

        (await silo.Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(404, await Status(silo, "second"));
    }

    private static async Task<int> Status(TestSilo silo, string label) =>
        (await RawHttp.Send(silo.Endpoint, new RawRequest(silo.SiteHost(label), "/") { KeepAlive = false })).Status;
}
