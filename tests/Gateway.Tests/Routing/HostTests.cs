using System.Net;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>A host is one of those that were given out, in any spelling of it, or it is nothing.</summary>
[Collection(SiloCollection.Name)]
public class HostTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task A_site_answers_to_every_spelling_of_its_host_and_to_nothing_else()
    {
        var site = await Site.Create(Silo, "host");
        var (name, port) = (site.Name, Silo.Endpoint.Port);
        await site.Deploy("mine");

        foreach (var spelling in new[]
        {
            $"{name}.localhost:{port}", $"{name}.localhost", $"{name}.localhost:1", $"{name}.localhost.",
            $"{name}.localhost.:{port}", $"{name.ToUpperInvariant()}.LocalHost:{port}",
        })
            Assert.Equal((spelling, 200, "mine"), (spelling, await Status(spelling), (await Ask(spelling)).Text));

        foreach (var other in new[]
        {
            name, $"{name}:{port}", $"{name}.", $"a.{name}.localhost", $"www.{name}.localhost", $"x{name}.localhost", $"{name}x.localhost",
            $"{name}localhost", $"{name}..localhost", $"{name}.localhost..", $".{name}.localhost", $"{name}.localhost.evil.com",
            $"{name}.evil.com", $"{name}.localhost.localhost", $"{name}.127.0.0.1", $"{name}-git-other.localhost",
        })
        {
            // Kestrel refuses some of these before anybody is asked.
            Assert.True(await Status(other) is 404 or 400, $"{other} answered {await Status(other)}");
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("localhost.")]
    [InlineData("localhost:8080")]
    [InlineData("localhost:1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    public async Task The_machines_own_names_are_the_dashboards(string host)
    {
        var answer = await Ask(host);

        Assert.Equal(200, answer.Status);
        Assert.Contains("Mini Vercel is running", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Header("x-mv-deployment"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("xlocalhost")]
    [InlineData("x-localhost")]
    [InlineData(".localhost")]
    [InlineData("a.b.localhost")]
    [InlineData("nobody.localhost")]
    [InlineData("localhost.evil.com")]
    [InlineData("evil.com")]
    [InlineData("127.0.0.1.evil.com")]
    [InlineData("127.1")]
    [InlineData("10.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("2130706433")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("localhost..")]
    [InlineData("xn--lcalhost-n4a")]
    public async Task An_unknown_host_is_a_plain_404(string host)
    {
        var answer = await Ask(host);

        Assert.Equal(404, answer.Status);
        Assert.Contains("No site is served at this address", answer.Text, StringComparison.Ordinal);
        Assert.Equal(("no-store", null), (answer.Header("cache-control"), answer.Header("x-mv-deployment")));
    }

    [Theory]
    [InlineData("local host")]
    [InlineData("localhost:port")]
    [InlineData("localhost/evil")]
    [InlineData("user@localhost")]
    [InlineData("<script>")]
    [InlineData("localhost\0")]
    [InlineData("lócalhost")]
    [InlineData("[::1")]
    [InlineData("[::]")]
    [InlineData("localhost:")]
    [InlineData("localhost, evil.com")]
    public async Task Garbage_for_a_host_is_a_bad_request(string host) => Assert.Equal(400, await Status(host));

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nconnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nhost: localhost\r\nhost: other.localhost\r\nconnection: close\r\n\r\n")]
    [InlineData("GET http://evil.com/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")]
    public async Task A_request_that_names_no_host_or_two_is_a_bad_request(string request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var connection = await RawConnection.Open(Silo.Endpoint, limit.Token);
        await connection.Send(Encoding.ASCII.GetBytes(request), limit.Token);

        Assert.Equal(400, (await connection.ReadHead(limit.Token)).Status);
    }

    [Fact]
    public async Task Nothing_of_the_API_can_be_reached_through_a_sites_host()
    {
        var site = await Site.Create(Silo, "api-host");
        var deployment = await site.Deploy("page");
        var token = (await File.ReadAllTextAsync(Path.Combine(Silo.Folder, "admin-token"))).Trim();

        foreach (var path in new[] { "/api/projects", $"/api/projects/{site.Project}", $"/api/health/{site.Project}", "/health", "/health/live" })
        {
            var answer = await site.Get(path, ("authorization", $"Bearer {token}"), ("x-forwarded-host", "localhost"));

            Assert.Equal((404, deployment.Text("id")), (answer.Status, answer.Header("x-mv-deployment")));
            Assert.Equal("text/html; charset=utf-8", answer.Header("content-type"));
        }

        Assert.Equal(405, (await site.Send("DELETE", $"/api/projects/{site.Project}", ("authorization", $"Bearer {token}"))).Status);
        Assert.Equal(404, (await RawHttp.Get(Silo.Endpoint, "nobody.localhost", "/api/projects", [new("authorization", $"Bearer {token}")])).Status);
    }

    [Fact]
    public async Task A_deleted_project_leaves_no_host_behind()
    {
        var site = await Site.Create(Silo, "gone");
        var build = await site.Build("page");
        await site.Activate(build.Text("id"));

        (await Silo.Api.Delete($"/api/projects/{site.Project}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(404, (await site.Get()).Status);
        Assert.Equal(404, await Status(PreviewHost(build)));
    }

    [Fact]
    public async Task A_deleted_build_takes_its_host_with_it_and_no_others()
    {
        var site = await Site.Create(Silo, "pruned");
        var (old, active) = (await site.Build("old"), await site.Build("active"));
        await site.Activate(active.Text("id"));

        (await Silo.Api.Delete($"/api/builds/{old.Text("id")}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(404, await Status(PreviewHost(old)));
        Assert.Equal((200, "active"), (await Status(PreviewHost(active)), (await site.Get()).Text));
    }

    [Fact]
    public async Task A_renamed_project_moves_to_its_new_host_and_its_builds_stay_where_they_are()
    {
        var site = await Site.Create(Silo, "renamed");
        var build = await site.Build("page");
        var deployment = await site.Activate(build.Text("id"));
        var name = Site.NewName("renamed-to");

        (await Silo.Api.Put($"/api/projects/{site.Project}", new { name })).Expect(HttpStatusCode.OK);

        var there = await Ask(Silo.SiteHost(name));
        Assert.Equal((200, "page", deployment.Text("id")), (there.Status, there.Text, there.Header("x-mv-deployment")));
        Assert.Equal(404, (await site.Get()).Status);
        Assert.Equal(200, await Status(PreviewHost(build)));
        Assert.Equal(build.Text("preview_url"), (await Silo.Api.Get($"/api/builds/{build.Text("id")}")).Text("preview_url"));
    }

    [Fact]
    public async Task A_name_set_free_is_anothers_and_shows_nothing_of_the_first()
    {
        var first = await Site.Create(Silo, "freed");
        await first.Deploy("first");
        (await Silo.Api.Put($"/api/projects/{first.Project}", new { name = Site.NewName("freed-to") })).Expect(HttpStatusCode.OK);

        var second = new Site(Silo, await Silo.Api.CreateProject(first.Name), first.Name);
        Assert.Equal(503, (await second.Get()).Status);

        await second.Deploy("second");
        Assert.Equal("second", (await second.Get()).Text);
    }

    private static string PreviewHost(ApiAnswer build) => new Uri(build.Text("preview_url")).Authority;

    private Task<RawResponse> Ask(string host) => RawHttp.Get(Silo.Endpoint, host);

    private async Task<int> Status(string host) => (await Ask(host)).Status;
}
