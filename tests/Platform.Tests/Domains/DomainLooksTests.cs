using MiniVercel.Platform.Domains;

namespace MiniVercel.Platform.Tests.Domains;

/// <summary>What was seen in the DNS is written down, and has its consequences once, for one project, and for the claim that was looked at.</summary>
public sealed class DomainLooksTests : DatabaseTest
{
    private const string Name = "www.customer.com";

    private static readonly DomainLook Shown = new(Proof.Shown, ["192.0.2.1"], null);
    private static readonly DomainLook NotShown = new(Proof.NotShown, [], null);
    private static readonly DomainLook Unknown = new(Proof.Unknown, null, "no name server gave an answer");

    private DomainLooks Looks => new(Database, new DomainPace(TimeSpan.FromDays(7)));

    [Fact]
    public async Task Whoever_shows_their_token_has_the_name_and_it_is_served()
    {
        var claim = await Claim("dom_1");
        Assert.False(await Record(claim, NotShown));
        Assert.Contains(claim.TokenText, (await Now(claim)).Problem, StringComparison.Ordinal);

        Assert.True(await Record(claim, Shown));

        var verified = await Now(claim);
        Assert.Equal((true, true, null), (verified.IsVerified, verified.HasToken, verified.Problem));
        Assert.Equal(["192.0.2.1"], verified.LeadsTo);
        Assert.Equal((Name, claim.ProjectId), await Ask<(string, string)>("select host, project_id from hosts"));
    }

    [Fact]
    public async Task Of_many_who_show_theirs_at_once_one_has_it()
    {
        var claims = new List<CustomDomain>();
        for (var i = 0; i < 8; i++)
            claims.Add(await Claim($"dom_{i}"));

        var verified = await Task.WhenAll(claims.Select(claim => Record(claim, Shown)));

        Assert.Single(verified, isVerified => isVerified);
        Assert.Equal((1, 1, 7), await Ask<(int, int, int)>(
            """
            select count(*) filter (where verified_at is not null)::int, (select count(*)::int from hosts h join domains d on d.name = h.host
                and d.project_id = h.project_id and d.verified_at is not null), count(*) filter (where problem like 'Another project%')::int from domains
            """));
    }

    [Fact]
    public async Task A_lost_one_is_flagged_then_released_and_then_anybodys_who_proves_it()
    {
        var (first, second) = (await Claim("dom_1"), await Claim("dom_2"));
        await Record(first, Shown);
        first = await Now(first);

        Assert.False(await Record(first, NotShown));
        var flagged = await Now(first);
        Assert.True(flagged is { IsVerified: true, LostSince: not null, Problem: not null });
        Assert.False(await Record(second, Shown)); // it is not taken over while it is served
        Assert.Equal(first.ProjectId, await Ask<string>("select project_id from hosts"));

        await Tell("update domains set lost_since = lost_since - interval '7 days' where id = 'dom_1'");
        Assert.False(await Record(first, Unknown)); // that nobody answers is no loss, however long
        Assert.True(await Record(first, NotShown));

        var released = await Now(first);
        Assert.Equal((false, null), (released.IsVerified, released.LostSince));
        Assert.NotEqual(first.Token, released.Token);
        Assert.Equal(0, await Ask<int>("select count(*) from hosts"));
        Assert.False(await Record(first, Shown)); // who looked for the old token has found nothing
        Assert.True(await Record(second, Shown));
        Assert.Equal(second.ProjectId, await Ask<string>("select project_id from hosts"));
    }

    [Fact]
    public async Task One_that_comes_back_in_time_is_as_before()
    {
        var claim = await Claim("dom_1");
        await Record(claim, Shown);
        claim = await Now(claim);
        await Record(claim, NotShown);
        await Tell("update domains set lost_since = lost_since - interval '8 days'");

        Assert.False(await Record(claim, Shown));

        var back = await Now(claim);
        Assert.Equal((true, null, null), (back.IsVerified, back.LostSince, back.Problem));
    }

    [Fact]
    public async Task What_is_found_for_a_claim_that_is_gone_changes_nothing()
    {
        var claim = await Claim("dom_1");
        await new DomainStore(Database).Remove(TeamId.Default, new ProjectId(claim.ProjectId), Name, CancellationToken.None);

        Assert.False(await Record(claim, Shown));
        Assert.Equal(0, await Ask<int>("select count(*) from hosts"));
    }

    [Fact]
    public async Task One_silo_looks_at_what_is_due()
    {
        await Claim("dom_1");

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Looks.TakeDue(CancellationToken.None)));

        Assert.Single(taken.SelectMany(t => t));
    }

    [Fact]
    public async Task The_pauses_grow_with_the_age_of_a_claim_and_end_with_it()
    {
        var claim = await Claim("dom_1");
        foreach (var (age, pause) in new (string, int?)[] { ("0", 60), ("40 minutes", 600), ("6 days", 6 * 3600), ("8 days", null) })
        {
            await Tell($"update domains set claimed_at = clock_timestamp() - interval '{age}'");
            await Record(claim, NotShown);
            var seconds = await Ask<int?>("select round(extract(epoch from check_at - checked_at))::int from domains");
            Assert.InRange(seconds ?? -1, (pause ?? -1) - 1, (pause ?? -1) + 1);
        }
    }

    [Fact]
    public async Task A_verified_one_is_looked_at_every_day_and_more_often_in_doubt()
    {
        var claim = await Claim("dom_1");
        await Record(claim, Shown);
        claim = await Now(claim);
        foreach (var (look, minutes) in new[] { (Shown, 24 * 60), (Unknown, 30), (NotShown, 30) })
        {
            await Record(claim, look);
            Assert.Equal(minutes, await Ask<int>("select round(extract(epoch from check_at - checked_at) / 60)::int from domains"));
        }
    }

    [Fact]
    public async Task Nobody_may_ask_for_a_look_over_and_over()
    {
        var claim = await Claim("dom_1");

        Assert.NotNull(await Looks.TakeWished(claim, CancellationToken.None));
        Assert.Null(await Looks.TakeWished(claim, CancellationToken.None));
        await Tell("update domains set asked_at = asked_at - interval '5 seconds'");
        Assert.NotNull(await Looks.TakeWished(claim, CancellationToken.None));
    }

    private Task<bool> Record(CustomDomain claim, DomainLook look) => Looks.Record(claim, look, CancellationToken.None);

    private async Task<CustomDomain> Claim(string id)
    {
        var project = await Rows.Project();
        var domains = new DomainStore(Database);
        await domains.Add(new DomainId(id), TeamId.Default, project, Name, isProven: false, CancellationToken.None);
        return (await domains.Find(TeamId.Default, project, Name, CancellationToken.None))!;
    }

    private async Task<CustomDomain> Now(CustomDomain claim) =>
        (await new DomainStore(Database).Find(TeamId.Default, new ProjectId(claim.ProjectId), Name, CancellationToken.None))!;
}
