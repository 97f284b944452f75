using System.Net;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Accounts;

/// <summary>What somebody may do depends on what they are in the team.</summary>
[Collection(SiloCollection.Name)]
public class TeamTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Theory]
    [InlineData("viewer", HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("developer", HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Forbidden)]
    [InlineData("owner", HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.OK)]
    public async Task A_role_allows_what_it_should(string role, HttpStatusCode read, HttpStatusCode deploy, HttpStatusCode manage)
    {
        using var owner = await Person.SignUp(Silo);
        using var member = await owner.Invite(Silo, role);
        var project = await owner.Api.CreateProject(Site.NewName("roles"));
        var upload = await owner.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = "x" });

        Assert.Equal(read, (await member.Api.Get($"/api/projects/{project}")).Status);
        Assert.Equal(deploy, (await member.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Status);
        Assert.Equal(manage, (await member.Api.Get("/api/audit")).Status);
        Assert.Equal(manage, (await member.Api.Get($"/api/projects/{project}/env?reveal=true")).Status);
        Assert.Equal(manage, (await member.Api.Get($"/api/teams/{owner.Team}/invitations")).Status);
        Assert.Equal(
            manage == HttpStatusCode.OK ? HttpStatusCode.NoContent : manage, (await member.Api.Delete($"/api/projects/{project}")).Status);
    }

    [Fact]
    public async Task Who_is_in_two_teams_reaches_the_things_of_both_and_lists_them_all()
    {
        using var one = await Person.SignUp(Silo);
        using var other = await Person.SignUp(Silo);
        var theirs = await one.Api.CreateProject(Site.NewName("shared"));
        var own = await other.Api.CreateProject(Site.NewName("own"));
        var invitation = (await one.Api.Post($"/api/teams/{one.Team}/invitations", new { email = other.Email, role = "viewer" })).Text("token");

        (await other.Api.Get($"/api/projects/{theirs}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(one.Team, (await other.Api.Post("/api/invitations/accept", new { token = invitation })).Expect(HttpStatusCode.OK).Text("id"));

        (await other.Api.Get($"/api/projects/{theirs}")).Expect(HttpStatusCode.OK);
        (await other.Api.Put($"/api/projects/{theirs}", new { build_command = "true" })).Expect(HttpStatusCode.Forbidden);
        (await other.Api.Put($"/api/projects/{own}", new { build_command = "true" })).Expect(HttpStatusCode.OK);
        Assert.Equal(
            new[] { own, theirs }.Order(), (await other.Api.Get("/api/projects"))["items"].AsArray().Select(p => p!["id"]!.GetValue<string>()).Order());
        Assert.Equal(theirs, Assert.Single((await other.Api.Get($"/api/projects?team_id={one.Team}"))["items"].AsArray())!["id"]!.GetValue<string>());
        (await other.Api.Post($"/api/projects?team_id={one.Team}", new { name = Site.NewName("refused") })).Expect(HttpStatusCode.Forbidden);
        (await other.Api.Post("/api/invitations/accept", new { token = invitation })).Expect(HttpStatusCode.OK);
        (await one.Api.Post("/api/invitations/accept", new { token = invitation })).Expect((HttpStatusCode)422);
    }

    [Fact]
    public async Task Who_is_in_two_teams_ends_their_token_for_either()
    {
        using var one = await Person.SignUp(Silo);
        using var other = await Person.SignUp(Silo);
        var invitation = (await one.Api.Post($"/api/teams/{one.Team}/invitations", new { role = "developer" })).Text("token");
        (await other.Api.Post("/api/invitations/accept", new { token = invitation })).Expect(HttpStatusCode.OK);
        var token = (await other.Api.Post($"/api/tokens?team_id={one.Team}", new { name = "laptop" })).Expect(HttpStatusCode.Created);

        Assert.Equal(one.Team, token.Text("team_id"));
        (await other.Api.Delete($"/api/tokens/{token.Text("id")}")).Expect(HttpStatusCode.NoContent);
        Assert.Empty((await other.Api.Get($"/api/tokens?team_id={one.Team}"))["items"].AsArray());
    }

    [Fact]
    public async Task Who_is_removed_is_out_at_once_with_their_tokens()
    {
        using var owner = await Person.SignUp(Silo);
        using var member = await owner.Invite(Silo, "developer");
        var project = await owner.Api.CreateProject(Site.NewName("left"));
        var token = (await member.Api.Post("/api/tokens", new { name = "laptop", role = "deploy" })).Expect(HttpStatusCode.Created);
        using var laptop = Person.By(Silo, token.Text("token"));
        (await laptop.Get($"/api/projects/{project}")).Expect(HttpStatusCode.OK);

        (await member.Api.Delete($"/api/teams/{owner.Team}/members/{owner.Id}")).Expect(HttpStatusCode.Forbidden);
        (await owner.Api.Delete($"/api/teams/{owner.Team}/members/{member.Id}")).Expect(HttpStatusCode.NoContent);

        (await laptop.Get($"/api/projects/{project}")).Expect(HttpStatusCode.Unauthorized);
        (await member.Api.Get($"/api/projects/{project}")).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_lower_role_lowers_the_tokens_too()
    {
        using var owner = await Person.SignUp(Silo);
        using var member = await owner.Invite(Silo, "developer");
        var token = (await member.Api.Post("/api/tokens", new { name = "ci", role = "deploy" })).Expect(HttpStatusCode.Created);
        using var ci = Person.By(Silo, token.Text("token"));

        var more = await member.Api.Post("/api/tokens", new { name = "more", role = "admin" });
        Assert.NotEmpty(more.ErrorsOf("role"));
        (await owner.Api.Put($"/api/teams/{owner.Team}/members/{member.Id}", new { role = "viewer" })).Expect(HttpStatusCode.OK);

        (await ci.Post("/api/projects", new { name = Site.NewName("late") })).Expect(HttpStatusCode.Forbidden);
        (await ci.Get("/api/projects")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_team_keeps_an_owner_even_if_all_go_at_once()
    {
        using var owner = await Person.SignUp(Silo);
        using var second = await owner.Invite(Silo, "owner");

        var left = await Task.WhenAll(
            owner.Api.Delete($"/api/teams/{owner.Team}/members/{owner.Id}"), second.Api.Put($"/api/teams/{owner.Team}/members/{second.Id}", new { role = "viewer" }));

        Assert.Single(left, l => l.Status == HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_token_is_shown_once_and_ends_when_it_is_told_to()
    {
        using var owner = await Person.SignUp(Silo);
        var made = (await owner.Api.Post("/api/tokens", new { name = "reader", role = "read", expires_in_days = 7 })).Expect(HttpStatusCode.Created);
        using var reader = Person.By(Silo, made.Text("token"));
        (await reader.Get("/api/projects")).Expect(HttpStatusCode.OK);
        (await reader.Post("/api/projects", new { name = Site.NewName("read") })).Expect(HttpStatusCode.Forbidden);
        (await reader.Post("/api/tokens", new { name = "more", role = "deploy" })).Expect((HttpStatusCode)422);

        var listed = Assert.Single((await owner.Api.Get("/api/tokens"))["items"].AsArray())!;
        Assert.Null(listed["token"]);
        Assert.NotNull(listed["last_used_at"]);
        Assert.NotNull(listed["expires_at"]);
        (await owner.Api.Delete($"/api/tokens/{made.Text("id")}")).Expect(HttpStatusCode.NoContent);

        (await reader.Get("/api/projects")).Expect(HttpStatusCode.Unauthorized);
        (await owner.Api.Delete($"/api/tokens/{made.Text("id")}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_device_is_let_in_by_the_person_who_types_its_code()
    {
        using var owner = await Person.SignUp(Silo);
        using var nobody = Person.Nobody(Silo);
        var begun = (await nobody.Post("/api/auth/device", new { client = "laptop" })).Expect(HttpStatusCode.OK);
        var secret = new { device_code = begun.Text("device_code") };
        (await nobody.Post("/api/auth/device/token", secret)).Expect(HttpStatusCode.Accepted);
        Assert.Equal("laptop", (await owner.Api.Get($"/api/auth/device?code={begun.Text("user_code")}")).Text("client"));

        (await owner.Api.Post("/api/auth/device/approve", new { user_code = begun.Text("user_code").ToLowerInvariant() })).Expect(HttpStatusCode.NoContent);

        var token = (await nobody.Post("/api/auth/device/token", secret)).Expect(HttpStatusCode.OK).Text("token");
        (await nobody.Post("/api/auth/device/token", secret)).Expect(HttpStatusCode.Gone);
        using var laptop = Person.By(Silo, token);
        Assert.Equal(owner.Id, (await laptop.Get("/api/auth/me")).Text("id"));
        (await owner.Api.Post("/api/auth/device/approve", new { user_code = "BCDF-BCDF" })).Expect(HttpStatusCode.NotFound);
    }
}
