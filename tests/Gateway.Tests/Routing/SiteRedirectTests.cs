using System.Net;
using MiniVercel.Gateway.Tests.Api;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>The dashboard's host says where a build and a site are, and sends nobody anywhere else.</summary>
[Collection(SiloCollection.Name)]
public class SiteRedirectTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("?a=1", "/?a=1")]
    [InlineData("/docs/page.html?x=%20y&z=a+b#", "/docs/page.html?x=%20y&z=a+b#")]
    [InlineData("//evil.com/", "//evil.com/")]
    [InlineData("/a%2fb/%2e%2e/%41?%00", "/a%2fb/%2e%2e/%41?%00")]
    [InlineData("/@evil.com\\x", "/@evil.com\\x")]
    [InlineData("/a?next=http://evil.com/?b", "/a?next=http://evil.com/?b")]
    public async Task A_builds_preview_is_at_its_own_host_and_the_rest_of_the_address_stays_as_it_was(string rest, string kept)
    {
        var build = await Once("redirected");
        var url = build.Text("preview_url");

        foreach (var method in new[] { "GET", "HEAD", "POST" })
        {
            var answer = await Ask($"/preview/{build.Text("id")}{rest}", method);
            Assert.Equal((307, url + kept), (answer.Status, answer.Header("location")));
        }

        var domain = await Ask($"/sites/{new Uri(url).Host}{rest}");
        Assert.Equal((307, url + kept), (domain.Status, domain.Header("location")));
    }

    [Fact]
    public async Task A_site_is_at_its_host_in_any_spelling_of_it()
    {
        var site = await Site.Create(Silo, "sited");
        await site.Deploy("page");

        foreach (var spelling in new[] { $"{site.Name}.localhost", $"{site.Name}.LOCALHOST.", $"{site.Name}.localhost:{Silo.Endpoint.Port}" })
        {
            var answer = await Ask($"/sites/{spelling}/a?b");
            Assert.Equal((307, $"http://{Silo.SiteHost(site.Name)}/a?b"), (answer.Status, answer.Header("location")));
        }
    }

    [Theory]
    [InlineData("/preview/bld_00000000000000000000/")]
    [InlineData("/preview/")]
    [InlineData("/preview//evil.com")]
    [InlineData("/preview/%2f/evil.com")]
    [InlineData("/preview/'%20or%201=1%20--/")]
    [InlineData("/sites/")]
    [InlineData("/sites/evil.com/")]
    [InlineData("/sites/evil.com:80@localhost/")]
    [InlineData("/sites//evil.com/")]
    [InlineData("/sites/localhost/")]
    [InlineData("/sites/nobody.localhost/")]
    [InlineData("/sites/127.0.0.1/")]
    [InlineData("/sites/%6eobody.localhost/")]
    public async Task What_is_not_there_leads_nowhere(string path)
    {
        var answer = await Ask(path);

        Assert.Equal((404, null), (answer.Status, answer.Header("location")));
    }

    [Fact]
    public async Task A_guess_learns_nothing_and_a_deleted_build_is_as_unknown_as_one_that_never_was()
    {
        var build = await (await Site.Create(Silo, "guessed")).Build("page");
        var id = build.Text("id");
        using var stranger = await OtherTeam.Enter(Silo);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/api/builds/{id}")).Status);
        var near = id[..^1] + (id[^1] == '0' ? '1' : '0');

        var never = await Ask($"/preview/{near}/");
        (await Silo.Api.Delete($"/api/builds/{id}")).Expect(HttpStatusCode.NoContent);
        var deleted = await Ask($"/preview/{id}/");

        Assert.Equal((404, 404), (never.Status, deleted.Status));
        Assert.Equal(Shape(never), Shape(deleted));
    }

    private static string Shape(RawResponse answer) => answer.Text[..answer.Text.IndexOf("trace_id", StringComparison.Ordinal)];

    private async Task<ApiAnswer> Once(string name) => await (await Site.Create(Silo, name)).Build("page");

    private Task<RawResponse> Ask(string path, string method = "GET") =>
        RawHttp.Send(Silo.Endpoint, new RawRequest($"localhost:{Silo.Endpoint.Port}", path) { Method = method, KeepAlive = false });
}
