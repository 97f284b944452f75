using Microsoft.AspNetCore.Http;
using MiniVercel.Gateway.Routing;

namespace MiniVercel.Gateway.Tests.Routing;

public class SiteAddressesTests
{
    private static readonly SiteAddresses Elsewhere = new("apps.example", "dash.example.org", 443);

    [Theory]
    [InlineData("Site.Localhost", "site.localhost")]
    [InlineData("site.localhost.", "site.localhost")]
    [InlineData("site.localhost..", "site.localhost.")]
    [InlineData("site.localhost:8080", "site.localhost")]
    [InlineData("SITE.localhost.:8080", "site.localhost")]
    [InlineData("[::1]:8080", "[::1]")]
    [InlineData("", "")]
    public void A_host_has_one_spelling(string host, string canonical) => Assert.Equal(canonical, SiteAddresses.Canonical(new HostString(host)));

    [Theory]
    [InlineData("site.apps.example", "site")]
    [InlineData("www.customer.com", "www.customer.com")]
    [InlineData("apps.example", "apps.example")]
    [InlineData("apps.example.evil.com", "apps.example.evil.com")]
    [InlineData("xapps.example", "xapps.example")]
    [InlineData("a.b.apps.example", null)]
    [InlineData(".apps.example", null)]
    [InlineData("site", null)]
    [InlineData("", null)]
    public void A_label_is_a_key_only_under_the_base_domain(string host, string? key) => Assert.Equal(key, Elsewhere.KeyOf(host));

    [Theory]
    [InlineData("dash.example.org", true)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("apps.example", false)]
    [InlineData("x.dash.example.org", false)]
    [InlineData("example.org", false)]
    [InlineData("site.apps.example", false)]
    [InlineData("site.localhost", false)]
    [InlineData("", false)]
    public void The_dashboard_has_its_own_host_and_the_machines(string host, bool isDashboard) =>
        Assert.Equal(isDashboard, Elsewhere.IsDashboard(host));

    [Fact]
    public void The_usual_port_is_left_out_of_addresses()
    {
        Assert.Equal("http://site.localhost:8080", new SiteAddresses("localhost", "localhost", 8080).ProductionUrl("site"));
        Assert.Equal("http://site.localhost", new SiteAddresses("localhost", "localhost", 80).ProductionUrl("site"));
    }
}
