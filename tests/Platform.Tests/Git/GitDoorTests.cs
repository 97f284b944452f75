using MiniVercel.Platform.Git;
using MiniVercel.Platform.Network;
using MiniVercel.Testing.Git;

namespace MiniVercel.Platform.Tests.Git;

public class GitDoorTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::7f00:1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    public async Task An_address_inside_is_closed_by_number_and_by_name(string inside)
    {
        var host = inside.Contains(':', StringComparison.Ordinal) ? $"[{inside}]" : inside;

        Assert.IsType<GitRoute.Closed>(await Route($"https://{host}/a"));
        Assert.IsType<GitRoute.Closed>(await Route("https://git.example/a", Saying("git.example", inside)));
        Assert.IsType<GitRoute.Closed>(await Route("git@git.example:a", Saying("git.example", inside)));
        Assert.IsType<GitRoute.Closed>(await Route("https://git.example/a", Saying("git.example", "93.184.216.34", inside)));
    }

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:2800:220:1::1")]
    public async Task A_public_address_is_open_and_the_way_is_to_that_one(string address)
    {
        var route = Assert.IsType<GitRoute.Open>(await Route("https://git.example/a", Saying("git.example", address)));

        Assert.Equal(address, Assert.Single(route.Addresses).ToString());
    }

    [Fact]
    public async Task A_name_that_is_not_known_may_be_known_tomorrow()
    {
        Assert.IsType<GitRoute.Unknown>(await Route("https://git.example/a"));
        Assert.Null(await new GitDoor(GitPermissions.None, new ScriptedResolver()).Complaint("https://git.example/a", default));
    }

    [Theory]
    [InlineData("git.lan")]
    [InlineData("10.1.0.0/16")]
    [InlineData("x.lan, 10.1.2.3")]
    public async Task The_operator_opens_hosts_of_his_own_network(string allowed)
    {
        var permitted = new GitPermissions([], AllowedHosts.Parse(allowed)!);
        var resolver = Saying("git.lan", "10.1.2.3").Say("other.lan", ["10.2.2.3"]);

        Assert.IsType<GitRoute.Open>(await Route("https://git.lan/a", resolver, permitted));
        Assert.IsType<GitRoute.Open>(await Route("http://git.lan/a", resolver, permitted));
        Assert.IsType<GitRoute.Closed>(await Route("https://other.lan/a", resolver, permitted));
    }

    [Fact]
    public async Task Plain_http_is_for_the_operators_hosts_only()
    {
        Assert.IsType<GitRoute.Closed>(await Route("http://git.example/a", Saying("git.example", "93.184.216.34")));
        Assert.IsType<GitRoute.Closed>(await Route("http://git.example/a"));
        Assert.IsType<GitRoute.Closed>(await Route("http://93.184.216.34/a"));
    }

    [Theory]
    [InlineData("file:///srv/git/site", true)]
    [InlineData("file:///srv/git/", true)]
    [InlineData("file:///srv/git-secret/site", false)]
    [InlineData("file:///etc/passwd", false)]
    public async Task Folders_are_open_below_those_that_the_operator_names(string url, bool isOpen)
    {
        Assert.Equal(isOpen, await Route(url, permitted: new GitPermissions(["/srv/git"], AllowedHosts.None)) is GitRoute.Open);
        Assert.IsType<GitRoute.Closed>(await Route(url));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("10.0.0.0/33")]
    [InlineData("x,")]
    public void What_is_no_host_is_not_allowed_as_one(string text) => Assert.Null(AllowedHosts.Parse(text));

    private static ScriptedResolver Saying(string host, params string[] addresses) => new ScriptedResolver().Say(host, addresses);

    private static Task<GitRoute> Route(string url, IHostResolver? resolver = null, GitPermissions? permitted = null) =>
        new GitDoor(permitted ?? GitPermissions.None, resolver ?? new ScriptedResolver()).Find(GitAddress.Read(url).Address!, default);
}
