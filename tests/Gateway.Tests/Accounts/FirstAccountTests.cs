using System.Net;
using MiniVercel.Gateway.Accounts;
using MiniVercel.Silo;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>Who may make themselves an account, as the operator has it.</summary>
public class FirstAccountTests
{
    [Theory]
    [InlineData(SignUpMode.Open)]
    [InlineData(SignUpMode.Invite)]
    [InlineData(SignUpMode.Closed)]
    public async Task The_first_one_is_the_administrator_and_others_come_as_they_may(SignUpMode mode)
    {
        await using var silo = await TestSilo.Start(options: new SiloOptions { SignUp = mode });
        using var nobody = Person.Nobody(silo);
        Assert.True((await nobody.Get("/api/auth/options"))["is_new"].GetValue<bool>());

        var firsts = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            nobody.Post("/api/auth/signup", new { email = $"first{i}@example.test", password = Person.Password })));

        var options = await nobody.Get("/api/auth/options");
        Assert.Equal((mode.ToString().ToLowerInvariant(), false, false), (options.Text("signup"), options["github"].GetValue<bool>(), options["is_new"].GetValue<bool>()));
        var operators = firsts.Where(f => f.Status == HttpStatusCode.Created && f["user"]["is_operator"]!.GetValue<bool>()).ToList();
        var first = Assert.Single(operators);
        Assert.Equal(mode == SignUpMode.Open ? 4 : 1, firsts.Count(f => f.Status == HttpStatusCode.Created));
        Assert.All(firsts, f => Assert.True(f.Status is HttpStatusCode.Created or HttpStatusCode.Forbidden));

        using var admin = await Person.Of(silo, first);
        Assert.Equal("team_default", admin.Team);
        (await admin.Api.Get("/api/cluster")).Expect(HttpStatusCode.OK);

        var invitation = (await admin.Api.Post("/api/teams/team_default/invitations", new { role = "viewer" })).Expect(HttpStatusCode.Created).Text("token");
        var invited = await nobody.Post("/api/auth/signup", new { email = "invited@example.test", password = Person.Password, invitation });
        Assert.Equal(mode == SignUpMode.Closed ? HttpStatusCode.Forbidden : HttpStatusCode.Created, invited.Status);
        if (mode != SignUpMode.Closed)
        {
            using var guest = await Person.Of(silo, invited);
            Assert.Equal("team_default", guest.Team);
            (await guest.Api.Get("/api/cluster")).Expect(HttpStatusCode.Forbidden);
        }
    }
}
