using System.Net;
using MiniVercel.Silo;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A custom domain is its project's alone, and is served once that is certain.</summary>
public sealed class DomainTests(DomainTests.TrustingSilo fixture) : IClassFixture<DomainTests.TrustingSilo>
{
    private readonly TestSilo _silo = fixture.Silo;

    [Fact]
    public async Task A_domain_under_a_trusted_one_is_served_at_once_by_whatever_is_active()
    {
        var site = await Site.Create(_silo, "trusted");
        var added = (await Add(site, "Www.Mine.Shops.Test.")).Expect(HttpStatusCode.Created);
        Assert.Equal(("www.mine.shops.test", true, "pending", "localhost"), (
            added.Text("name"), added["is_verified"].GetValue<bool>(), added.Text("ssl_status"), added.Text("dns_cname_target")));
        Assert.Equal(503, (await Ask("www.mine.shops.test")).Status);

        foreach (var page in new[] { "one", "two" })
        {
            var deployment = await site.Deploy(page);
            var answer = await Ask("WWW.mine.shops.test.");
            Assert.Equal((200, page, deployment.Text("id"), null), (
                answer.Status, answer.Text, answer.Header("x-mv-deployment"), answer.Header("x-robots-tag")));
        }

        var resolved = (await _silo.Api.Get("/api/domains/resolve/www.mine.shops.test")).Expect(HttpStatusCode.OK);
        Assert.Equal(site.Project, resolved.Text("project_id"));
        Assert.Equal(
            $"http://www.mine.shops.test:{_silo.Endpoint.Port}/a?b",
            (await RawHttp.Get(_silo.Endpoint, "localhost", "/sites/www.mine.shops.test/a?b")).Header("location"));

        (await _silo.Api.Delete($"/api/projects/{site.Project}/domains/www.mine.shops.test")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(404, (await Ask("www.mine.shops.test")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _silo.Api.Delete($"/api/projects/{site.Project}/domains/www.mine.shops.test")).Status);
    }

    [Fact]
    public async Task A_verified_domain_has_one_project()
    {
        const string name = "taken.shops.test";
        var (one, other) = (await Site.Create(_silo, "one"), await Site.Create(_silo, "other"));
        using var stranger = await OtherTeam.Enter(_silo);
        var theirs = await stranger.CreateProject(Site.NewName("theirs"));
        (await Add(one, name)).Expect(HttpStatusCode.Created);

        foreach (var again in new[] { await Add(one, name), await Add(other, name.ToUpperInvariant()), await stranger.Post($"/api/projects/{theirs}/domains", new { name }) })
        {
            Assert.Equal(HttpStatusCode.Conflict, again.Status);
            Assert.NotEmpty(again.ErrorsOf("name"));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _silo.Api.Delete($"/api/projects/{other.Project}/domains/{name}")).Status);
        (await _silo.Api.Delete($"/api/projects/{one.Project}")).Expect(HttpStatusCode.NoContent);
        (await Add(other, name)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task However_many_want_a_domain_at_once_one_has_it()
    {
        var sites = new List<Site>();
        for (var i = 0; i < 8; i++)
            sites.Add(await Site.Create(_silo, "rush"));

        var answers = await Task.WhenAll(sites.Select(site => Add(site, "rush.shops.test")));

        Assert.Equal(
            [(HttpStatusCode.Created, 1), (HttpStatusCode.Conflict, 7)],
            answers.GroupBy(a => a.Status).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("shop.localhost")]
    [InlineData("a.b.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1.")]
    [InlineData("[::1]")]
    [InlineData("shop")]
    [InlineData("com")]
    [InlineData("co.uk")]
    [InlineData("com.au")]
    [InlineData("*.customer.com")]
    [InlineData("customer.com:8080")]
    [InlineData("http://customer.com")]
    [InlineData("customer.com/path")]
    [InlineData("user@customer.com")]
    [InlineData("customer..com")]
    [InlineData("customer.com..")]
    [InlineData("-a.com")]
    [InlineData("a_b.com")]
    [InlineData("bücher.de")]
    [InlineData("printer.local")]
    [InlineData("")]
    public async Task A_name_that_is_no_domain_of_a_projects_own_is_refused(string name)
    {
        var site = await Site.Create(_silo, "refused");

        var answer = await Add(site, name);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotEmpty(answer.ErrorsOf("name"));
        Assert.Empty((await _silo.Api.Get($"/api/projects/{site.Project}/domains"))["items"].AsArray());
    }

    [Fact]
    public async Task A_project_has_only_so_many_domains()
    {
        var site = await Site.Create(_silo, "many");
        for (var i = 0; i < 50; i++)
            (await Add(site, $"d{i}.customer.org")).Expect(HttpStatusCode.Created);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Add(site, "one-more.customer.org")).Status);
    }

    [Fact]
    public async Task The_trusted_domain_itself_is_trusted_with_nobody()
    {
        var site = await Site.Create(_silo, "suffix");

        Assert.False((await Add(site, "shops.test")).Expect(HttpStatusCode.Created)["is_verified"].GetValue<bool>());
        Assert.False((await Add(site, "myshops.test")).Expect(HttpStatusCode.Created)["is_verified"].GetValue<bool>());
    }

    private Task<ApiAnswer> Add(Site site, string name) => _silo.Api.Post($"/api/projects/{site.Project}/domains", new { name });

    private Task<RawResponse> Ask(string host) => RawHttp.Get(_silo.Endpoint, host);

    public sealed class TrustingSilo : IAsyncLifetime
    {
        public TestSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await TestSilo.Start(options: new SiloOptions { TrustedDomains = ["shops.test"] });

        public async Task DisposeAsync() => await Silo.DisposeAsync();
    }
}
