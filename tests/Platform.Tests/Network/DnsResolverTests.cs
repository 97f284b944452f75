using MiniVercel.Platform.Network.Resolving;
using MiniVercel.Testing.Dns;

namespace MiniVercel.Platform.Tests.Network;

/// <summary>The DNS is asked over the wire, and servers that mean no good, or are not there, change nothing about what is true.</summary>
public sealed class DnsResolverTests : IAsyncLifetime
{
    private static readonly DnsPatience Short = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(3), 2);

    private readonly DnsServer _server = DnsServer.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Texts_and_addresses_are_found()
    {
        var longText = new string('x', 300);
        _server.Zone.Text("_minivercel.a.test", "one", "two", longText).Address("a.test", "192.0.2.1", "192.0.2.2", "2001:db8::1");

        Assert.Equal(["one", "two", longText], Texts(await Ask("_minivercel.A.test", DnsType.Txt)));
        Assert.Equal(["192.0.2.1", "192.0.2.2"], Addresses(await Ask("a.test", DnsType.A)));
        Assert.Equal(["2001:db8::1"], Addresses(await Ask("a.test", DnsType.Aaaa)));
    }

    [Fact]
    public async Task That_there_is_nothing_is_an_answer()
    {
        _server.Zone.Address("a.test", "192.0.2.1");

        foreach (var (name, type) in new[] { ("nobody.test", DnsType.A), ("a.test", DnsType.Txt) })
        {
            var known = Assert.IsType<DnsAnswer.Known>(await Ask(name, type));
            Assert.Empty(known.Records);
        }
    }

    [Fact]
    public async Task Aliases_are_followed_further_than_one_server_goes_and_are_named()
    {
        for (var i = 0; i < 6; i++)
            _server.Zone.Alias($"a{i}.test", $"a{i + 1}.test");
        _server.Zone.Address("a6.test", "192.0.2.1");

        var known = Assert.IsType<DnsAnswer.Known>(await Ask("a0.test", DnsType.A));

        Assert.Equal(["a1.test", "a2.test", "a3.test", "a4.test", "a5.test", "a6.test"], known.Aliases);
        Assert.Equal(["192.0.2.1"], Addresses(known));
    }

    [Fact]
    public async Task An_alias_of_what_does_not_exist_is_still_seen()
    {
        _server.Zone.Alias("www.test", "gone.test");

        var known = Assert.IsType<DnsAnswer.Known>(await Ask("www.test", DnsType.A));

        Assert.Equal(["gone.test"], known.Aliases);
        Assert.Empty(known.Records);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(12)]
    public async Task Aliases_that_do_not_end_are_given_up(int around)
    {
        for (var i = 0; i < around; i++)
            _server.Zone.Alias($"a{i}.test", $"a{(i + 1) % around}.test");

        Assert.IsType<DnsAnswer.Unknown>(await Ask("a0.test", DnsType.A));
    }

    [Fact]
    public async Task What_is_too_long_for_one_way_is_asked_for_by_the_other()
    {
        var many = Enumerable.Range(0, 200).Select(i => $"text number {i}").ToArray();
        _server.Zone.Text("long.test", many).Behaves("long.test", Manners.IsTooLongForUdp);

        Assert.Equal(many, Texts(await Ask("long.test", DnsType.Txt)));
    }

    [Theory]
    [InlineData(Manners.Fails)]
    [InlineData(Manners.Refuses)]
    [InlineData(Manners.IsSilent)]
    [InlineData(Manners.SaysAnotherId)]
    [InlineData(Manners.SaysAnotherQuestion)]
    [InlineData(Manners.LoopsInNames)]
    [InlineData(Manners.SendsTooMuch)]
    [InlineData(Manners.IsTruncatedEverywhere)]
    [InlineData(Manners.KnowsOnlyOthers)]
    public async Task A_server_that_misbehaves_says_nothing_and_another_one_is_asked(Manners manners)
    {
        _server.Zone.Text("a.test", "true").Behaves("*", manners);
        Assert.IsType<DnsAnswer.Unknown>(await Ask("a.test", DnsType.Txt));

        await using var honest = DnsServer.Start(new DnsZone().Text("a.test", "true"));

        Assert.Equal(["true"], Texts(await new DnsResolver(new NameServers([_server.Endpoint, honest.Endpoint]), Short).Ask("a.test", DnsType.Txt, CancellationToken.None)));
    }

    [Fact]
    public async Task Pieces_of_an_answer_are_passed_over_until_the_whole_comes()
    {
        _server.Zone.Text("a.test", "true").Behaves("*", Manners.AnswersShort);

        Assert.Equal(["true"], Texts(await Ask("a.test", DnsType.Txt)));
    }

    [Fact]
    public async Task Where_nobody_listens_the_answer_is_that_nobody_knows()
    {
        var gone = DnsServer.Start();
        var resolver = new DnsResolver(new NameServers([gone.Endpoint]), Short);
        await gone.DisposeAsync();

        Assert.IsType<DnsAnswer.Unknown>(await resolver.Ask("a.test", DnsType.Txt, CancellationToken.None));
        Assert.IsType<DnsAnswer.Unknown>(await Ask("a..test", DnsType.Txt));
    }

    [Fact]
    public void The_machines_own_servers_are_read_from_its_file() => Assert.Equal(
        ["192.0.2.53:53", "[2001:db8::53]:53"],
        NameServers.Read(["# nameserver 192.0.2.1", "search test", "nameserver 192.0.2.53", "nameserver\t2001:db8::53 ", "nameserver nobody"]).Select(s => s.ToString()));

    private Task<DnsAnswer> Ask(string name, DnsType type) =>
        new DnsResolver(new NameServers([_server.Endpoint]), Short).Ask(name, type, CancellationToken.None);

    private static IEnumerable<string> Texts(DnsAnswer answer) => Assert.IsType<DnsAnswer.Known>(answer).Records.Cast<DnsRecord.Text>().Select(r => r.Value);

    private static IEnumerable<string> Addresses(DnsAnswer answer) =>
        Assert.IsType<DnsAnswer.Known>(answer).Records.Cast<DnsRecord.Address>().Select(r => r.Ip.ToString());
}
