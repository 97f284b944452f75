using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>What was done is written down, and stays.</summary>
[Collection(SiloCollection.Name)]
public class AuditTests(SharedSilo fixture)
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task A_change_says_who_made_it_from_where_and_what_was_so_before()
    {
        using var ada = await Person.SignUp(Silo);
        var project = await ada.Api.CreateProject(Site.NewName("audited"));
        (await ada.Api.Put($"/api/projects/{project}", new { build_command = "make" })).Expect(HttpStatusCode.OK);

        var change = (await Audits(ada, "?action=projects.change")).Single();

        Assert.Equal((ada.Id, "127.0.0.1", project), (change.Text("user_id"), change.Text("address").Replace("::1", "127.0.0.1"), change.Text("subject")));
        Assert.Null(change["before"]!["build_command"]);
        Assert.Equal("make", change["after"]!["build_command"]!.GetValue<string>());
        Assert.NotEmpty(change.Text("request_id"));
    }

    [Fact]
    public async Task Reading_and_what_was_refused_are_no_changes()
    {
        using var ada = await Person.SignUp(Silo);
        var before = await Audits(ada);

        (await ada.Api.Get("/api/projects")).Expect(HttpStatusCode.OK);
        (await ada.Api.Post("/api/projects", new { name = "-not-a-name-" })).Expect((HttpStatusCode)422);
        (await ada.Api.Delete("/api/projects/prj_none")).Expect(HttpStatusCode.NotFound);

        Assert.Equal(before.Count, (await Audits(ada)).Count);
    }

    [Fact]
    public async Task Who_signs_up_is_read_of_by_the_owners_of_the_team_that_they_come_into()
    {
        using var ada = await Person.SignUp(Silo);
        var token = (await ada.Api.Post($"/api/teams/{ada.Team}/invitations", new { role = "viewer" })).Expect(HttpStatusCode.Created).Text("token");
        using var grace = await Person.SignUp(Silo, token);
        using var nobody = Person.Nobody(Silo);
        (await nobody.Post("/api/auth/signup", new { email = ada.Email, password = Person.Password })).Expect(HttpStatusCode.Conflict);
        (await nobody.Post("/api/auth/signup", new { email = "late@example.test", password = Person.Password, invitation = token })).Expect((HttpStatusCode)422);

        var entries = (await Audits(ada, "?action=auth.signup")).Reverse().ToList();

        Assert.Equal([(ada.Id, ""), (grace.Id, "by invitation")], entries.Select(e => (e.Text("subject"), e.Text("detail"))));
        Assert.Equal([ada.Id, grace.Id], entries.Select(e => e.Text("user_id")));
        Assert.All(entries, e => Assert.True(IPAddress.IsLoopback(IPAddress.Parse(e.Text("address")))));
        Assert.All(entries, e => Assert.NotEmpty(e.Text("request_id")));
        foreach (var secret in new[] { token, Person.Password, grace.RefreshToken, grace.Login.Text("access_token"), ada.Login.Text("access_token") })
            Assert.DoesNotContain(secret, string.Join('\n', entries.Select(e => e.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_accepts_an_invitation_is_read_of_by_the_owners_of_both_teams()
    {
        using var ada = await Person.SignUp(Silo);
        using var grace = await Person.SignUp(Silo);
        var token = (await ada.Api.Post($"/api/teams/{ada.Team}/invitations", new { role = "viewer" })).Expect(HttpStatusCode.Created).Text("token");
        (await grace.Api.Post("/api/invitations/accept", new { token })).Expect(HttpStatusCode.OK);

        foreach (var owner in new[] { ada, grace })
        {
            var entry = Assert.Single(await Audits(owner, "?action=invitations.accept"));
            Assert.Equal((grace.Id, ada.Team), (entry.Text("user_id"), entry.Text("subject")));
            Assert.DoesNotContain(token, entry.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_secret_is_written_down()
    {
        using var ada = await Person.SignUp(Silo);
        var project = await ada.Api.CreateProject(Site.NewName("hushed"));
        var token = (await ada.Api.Post("/api/tokens", new { name = "ci", role = "read" })).Expect(HttpStatusCode.Created).Text("token");
        var invitation = (await ada.Api.Post($"/api/teams/{ada.Team}/invitations", new { role = "viewer" })).Expect(HttpStatusCode.Created).Text("token");
        (await ada.Api.Post($"/api/projects/{project}/env", new { key = "PASSWORD", value = "open sesame" })).Expect(HttpStatusCode.Created);

        var all = string.Join('\n', (await Audits(ada)).Select(a => a.ToJsonString()));

        Assert.Contains("tokens.create", all, StringComparison.Ordinal);
        Assert.Contains("teams.invitations.invite", all, StringComparison.Ordinal);
        Assert.Contains("projects.env.add", all, StringComparison.Ordinal);
        foreach (var secret in new[] { token, invitation, "open sesame", ada.RefreshToken, ada.Login.Text("access_token") })
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_down_can_be_found_and_taken_home()
    {
        using var ada = await Person.SignUp(Silo);
        var project = await ada.Api.CreateProject(Site.NewName("found"));
        for (var i = 0; i < 3; i++)
            (await ada.Api.Put($"/api/projects/{project}", new { branch = $"b{i}" })).Expect(HttpStatusCode.OK);

        Assert.Equal(4, (await Audits(ada, $"?subject={project}")).Count);
        Assert.Equal(3, (await Audits(ada, "?action=projects.change&actor=" + ada.Id)).Count);
        Assert.Empty(await Audits(ada, "?since=2200-01-01"));
        Assert.Equal((HttpStatusCode)422, (await ada.Api.Get("/api/audit?since=soon")).Status);

        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{Silo.Endpoint.Port}") };
        http.DefaultRequestHeaders.Add("authorization", $"Bearer {ada.Login.Text("access_token")}");
        http.DefaultRequestHeaders.Add("accept", "application/x-ndjson");
        var lines = (await http.GetStringAsync("/api/audit")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((await Audits(ada)).Count, lines.Length);
        Assert.All(lines, line => Assert.NotNull(JsonNode.Parse(line)!["action"]));
    }

    [Theory]
    [InlineData("update audits set actor = 'somebody else'")]
    [InlineData("delete from audits")]
    [InlineData("truncate audits")]
    public async Task Nobody_changes_what_is_written_down(string sql)
    {
        using var ada = await Person.SignUp(Silo);
        await ada.Api.CreateProject(Site.NewName("kept"));
        var before = await Audits(ada);
        await using var source = NpgsqlDataSource.Create(Silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();

        await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync(sql));

        Assert.Equal(before.Select(a => a.ToJsonString()), (await Audits(ada)).Select(a => a.ToJsonString()));
    }

    private static async Task<IReadOnlyList<JsonNode>> Audits(Person person, string query = "") =>
        [.. (await person.Api.Get($"/api/audit{(query.Length == 0 ? "?limit=100" : query)}")).Expect(HttpStatusCode.OK)["items"].AsArray().Select(a => a!)];
}

internal static class JsonNodeText
{
    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();
}
