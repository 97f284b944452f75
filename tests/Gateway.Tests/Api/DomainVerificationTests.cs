using System.Diagnostics;
using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Network.Resolving;
using MiniVercel.Silo;
using MiniVercel.Testing.Dns;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A custom domain is served once its token was seen in the DNS, for as long as it is seen there.</summary>
public sealed class DomainVerificationTests(DomainVerificationTests.AskingSilo fixture) : IClassFixture<DomainVerificationTests.AskingSilo>
{
    private static int s_names;

    private readonly TestSilo _silo = fixture.Silo;
    private readonly DnsZone _zone = fixture.Dns.Zone;
    private readonly string _name = $"www.customer{Interlocked.Increment(ref s_names)}.com";

    [Fact]
    public async Task It_is_served_once_its_token_is_in_the_dns()
    {
        var site = await Site.Create(_silo, "proven");
        await site.Deploy("page");
        var claim = (await Add(site)).Expect(HttpStatusCode.Created);
        var (txt, cname) = (claim["records"][0]!, claim["records"][1]!);
        Assert.Equal(("TXT", $"_minivercel.{_name}", false), (txt["type"]!.GetValue<string>(), txt["name"]!.GetValue<string>(), txt["is_found"]!.GetValue<bool>()));
        Assert.StartsWith("minivercel-verify=", txt["value"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("CNAME", _name, "localhost"), (cname["type"]!.GetValue<string>(), cname["name"]!.GetValue<string>(), cname["value"]!.GetValue<string>()));

        Assert.False((await Verify(site)).Expect(HttpStatusCode.OK)["is_verified"].GetValue<bool>());
        Assert.Equal(404, (await Ask()).Status);

        Show(claim);
        var verified = (await Verify(site)).Expect(HttpStatusCode.OK);
        Assert.True(verified["is_verified"].GetValue<bool>());
        Assert.False(verified["is_pointing_here"].GetValue<bool>()); // who owns it need not send visitors here yet
        Assert.True(verified["records"][0]!["is_found"]!.GetValue<bool>());
        Assert.NotNull(verified["verified_at"]);
        var answer = await Ask();
        Assert.Equal((200, "page"), (answer.Status, answer.Text));

        _zone.Alias(_name, "localhost");
        Assert.True((await Verify(site)).Expect(HttpStatusCode.OK)["is_pointing_here"].GetValue<bool>());
    }

    [Fact]
    public async Task A_registered_name_itself_points_here_by_its_addresses()
    {
        var site = await Site.Create(_silo, "apex");
        var apex = _name["www.".Length..];
        var claim = (await _silo.Api.Post($"/api/projects/{site.Project}/domains", new { name = apex })).Expect(HttpStatusCode.Created);
        Assert.Equal(["TXT", "A", "AAAA"], claim["records"].AsArray().Select(r => r!["type"]!.GetValue<string>()));

        _zone.Address(apex, "192.0.2.80");
        var seen = (await _silo.Api.Post($"/api/projects/{site.Project}/domains/{apex}/verify")).Expect(HttpStatusCode.OK);

        Assert.Equal([false, true, false], seen["records"].AsArray().Select(r => r!["is_found"]!.GetValue<bool>()));
        Assert.True(seen["is_pointing_here"].GetValue<bool>());
        Assert.False(seen["is_verified"].GetValue<bool>()); // everybody can point a name here
    }

    [Fact]
    public async Task Of_several_who_claim_it_the_one_whose_token_is_shown_has_it()
    {
        var one = await Site.Create(_silo, "hopeful");
        using var stranger = await OtherTeam.Enter(_silo);
        var theirs = await stranger.CreateProject(Site.NewName("owner"));
        var (mine, others) = ((await Add(one)).Expect(HttpStatusCode.Created), (await stranger.Post($"/api/projects/{theirs}/domains", new { name = _name })).Expect(HttpStatusCode.Created));
        Assert.NotEqual(Text(mine), Text(others));
        Show(others);

        Assert.False((await Verify(one)).Expect(HttpStatusCode.OK)["is_verified"].GetValue<bool>());
        Assert.True((await stranger.Post($"/api/projects/{theirs}/domains/{_name}/verify")).Expect(HttpStatusCode.OK)["is_verified"].GetValue<bool>());
        _zone.Text($"_minivercel.{_name}", Text(mine), Text(others));
        var late = (await Verify(one)).Expect(HttpStatusCode.OK);
        Assert.False(late["is_verified"].GetValue<bool>());
        Assert.Contains("Another project", late.Text("problem"), StringComparison.Ordinal);

        (await stranger.Delete($"/api/projects/{theirs}/domains/{_name}")).Expect(HttpStatusCode.NoContent);
        Assert.True((await Verify(one)).Expect(HttpStatusCode.OK)["is_verified"].GetValue<bool>());
    }

    [Fact]
    public async Task One_whose_token_is_gone_is_flagged_then_let_go_of_without_anybody_asking()
    {
        var site = await Site.Create(_silo, "lost");
        await site.Deploy("page");
        Show((await Add(site)).Expect(HttpStatusCode.Created));
        Assert.True((await Verify(site)).Expect(HttpStatusCode.OK)["is_verified"].GetValue<bool>());

        _zone.Forget($"_minivercel.{_name}");
        await LookSoon();
        var flagged = await Until(site, d => d["lost_since"] is not null);
        Assert.True(flagged["is_verified"]!.GetValue<bool>());
        Assert.Contains("is gone", flagged["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(200, (await Ask()).Status);

        await Tell("update domains set lost_since = lost_since - interval '8 days', check_at = clock_timestamp() where name = @name");
        await Until(site, d => !d["is_verified"]!.GetValue<bool>());
        await Eventually(async () => (await Ask()).Status == 404);
    }

    [Theory]
    [InlineData(Manners.Fails)]
    [InlineData(Manners.IsSilent)]
    [InlineData(Manners.KnowsOnlyOthers)]
    public async Task A_server_that_gives_no_answer_takes_nothing_away(Manners manners)
    {
        var site = await Site.Create(_silo, "doubt");
        await site.Deploy("page");
        Show((await Add(site)).Expect(HttpStatusCode.Created));
        (await Verify(site)).Expect(HttpStatusCode.OK);

        _zone.Behaves($"_minivercel.{_name}", manners);
        var doubtful = (await Verify(site)).Expect(HttpStatusCode.OK);

        Assert.True(doubtful["is_verified"].GetValue<bool>());
        Assert.Null(doubtful["lost_since"]);
        Assert.Contains("could not be asked", doubtful.Text("problem"), StringComparison.Ordinal);
        Assert.Equal(200, (await Ask()).Status);
    }

    [Fact]
    public async Task Who_asks_over_and_over_is_told_to_wait()
    {
        var site = await Site.Create(_silo, "eager");
        (await Add(site)).Expect(HttpStatusCode.Created);
        (await _silo.Api.Post($"/api/projects/{site.Project}/domains/{_name}/verify")).Expect(HttpStatusCode.OK);

        var again = await _silo.Api.Post($"/api/projects/{site.Project}/domains/{_name}/verify");

        Assert.Equal((HttpStatusCode)429, again.Status);
        (await _silo.Api.Post($"/api/projects/{site.Project}/domains/none.{_name}/verify")).Expect(HttpStatusCode.NotFound);
    }

    private Task<ApiAnswer> Add(Site site) => _silo.Api.Post($"/api/projects/{site.Project}/domains", new { name = _name });

    /// <summary>As somebody asks who has waited.</summary>
    private async Task<ApiAnswer> Verify(Site site)
    {
        await Tell("update domains set asked_at = null where name = @name");
        return await _silo.Api.Post($"/api/projects/{site.Project}/domains/{_name}/verify");
    }

    private Task<RawResponse> Ask() => RawHttp.Get(_silo.Endpoint, _name);

    private static string Text(ApiAnswer claim) => claim["records"][0]!["value"]!.GetValue<string>();

    private void Show(ApiAnswer claim) => _zone.Text($"_minivercel.{_name}", "v=spf1 -all", Text(claim));

    private Task LookSoon() => Tell("update domains set check_at = clock_timestamp() where name = @name");

    private async Task Tell(string sql)
    {
        await using var connection = new NpgsqlConnection(_silo.ConnectionString);
        await connection.ExecuteAsync(sql, new { name = _name });
    }

    private async Task<System.Text.Json.Nodes.JsonNode> Until(Site site, Func<System.Text.Json.Nodes.JsonNode, bool> isSo)
    {
        System.Text.Json.Nodes.JsonNode? domain = null;
        await Eventually(async () => isSo(domain = (await _silo.Api.Get($"/api/projects/{site.Project}/domains"))["items"].AsArray()[0]!));
        return domain!;
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition();)
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "It did not come to that.");
    }

    public sealed class AskingSilo : IAsyncLifetime
    {
        public DnsServer Dns { get; } = DnsServer.Start();

        public TestSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await TestSilo.Start(
            services => services.AddSingleton(new DnsResolver(
                new NameServers([Dns.Endpoint]), new DnsPatience(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(3), 1))),
            new SiloOptions { PublicAddresses = [IPAddress.Parse("192.0.2.80"), IPAddress.Parse("2001:db8::80")] });

        public async Task DisposeAsync()
        {
            await Silo.DisposeAsync();
            await Dns.DisposeAsync();
        }
    }
}
