using MiniVercel.Gateway.Routing;

namespace MiniVercel.Silo.Tests;

public sealed class WelcomeTests
{
    [Fact]
    public void On_this_machine_it_says_where_the_token_is_and_that_nothing_is_left_to_do()
    {
        var text = Text(new SiloOptions { Data = "/srv/mv" }, expected: "/srv/mv");

        Assert.Contains("The administrator's token is in /srv/mv/admin-token.", text, StringComparison.Ordinal);
        Assert.Contains("The command line on this machine finds it there.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("export", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/srv/other")]
    [InlineData(null)]
    public void A_data_folder_that_the_command_line_does_not_look_into_has_to_be_told(string? expected) => Assert.Contains(
        "export MINIVERCEL_DATA=\"/srv/mv\"\n", Text(new SiloOptions { Data = "/srv/mv" }, expected), StringComparison.Ordinal);

    [Fact]
    public void On_a_domain_of_its_own_the_token_has_to_be_given() => Assert.Contains(
        "export MINIVERCEL_TOKEN=\"$(cat \"/srv/mv/admin-token\")\"\n",
        Text(new SiloOptions { Data = "/srv/mv", BaseDomain = "sites.example.com", DashboardHost = "panel.example.org" }, expected: "/srv/mv"),
        StringComparison.Ordinal);

    private static string Text(SiloOptions options, string? expected) => Welcome.Text(
        options, new SiteAddresses(options.BaseDomain, options.DashboardHost ?? options.BaseDomain, 8080), null, expected, TimeSpan.FromSeconds(1));
}
