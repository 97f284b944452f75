using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.SignalR;
using MiniVercel.Gateway.Live.Events;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Gateway.Tests.Api;
using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Live.Events;

/// <summary>Who may come in, what he may see, how much he may ask for, and what becomes of him when he has lost his right.</summary>
public class LiveDoorTests(LiveSilo fixture) : IClassFixture<LiveSilo>
{
    private TestSilo Silo => fixture.Silo;

    [Fact]
    public async Task Without_a_token_that_is_valid_nobody_comes_in()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await LiveSocket.Refusal(Silo.Endpoint, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await LiveSocket.Refusal(Silo.Endpoint, "mv_wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LiveSocket.Refusal(Silo.Endpoint, null, "?access_token=mv_wrong"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LiveSocket.Refusal(Silo.Endpoint, null, "?access_token="));
        Assert.Equal(HttpStatusCode.Unauthorized, await LiveSocket.Refusal(Silo.Endpoint, "mv_wrong", $"?access_token={await OtherTeam.NewToken(Silo)}"));
    }

    [Fact]
    public async Task In_the_address_a_token_is_taken_here_and_nowhere_else()
    {
        var token = await OtherTeam.NewToken(Silo);
        using var nobody = new ApiDriver(new Uri($"http://127.0.0.1:{Silo.Endpoint.Port}"), "");

        await using var inside = await LiveSocket.Open(Silo.Endpoint, null, $"?access_token={token}");

        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.Get($"/api/projects?access_token={token}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.Get($"/hubs/live2?access_token={token}")).Status);
    }

    [Fact]
    public async Task Whoever_negotiates_first_may_have_done_so_with_another_gateway()
    {
        var token = await OtherTeam.NewToken(Silo);
        using var api = new ApiDriver(new Uri($"http://127.0.0.1:{Silo.Endpoint.Port}"), token);
        var answer = (await api.Post("/hubs/live/negotiate?negotiateVersion=1")).Expect(HttpStatusCode.OK);

        Assert.Equal("WebSockets", Assert.Single(answer["availableTransports"].AsArray())!["transport"]!.GetValue<string>());
        await using var here = await LiveSocket.Open(Silo.Endpoint, token, $"?id={answer.Text("connectionToken")}");
        await using var elsewhere = await LiveSocket.Open(Silo.Endpoint, token, "?id=of-another-gateway");
    }

    [Theory]
    [InlineData("http://evil.localhost", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("http://127.0.0.1:1", false)]
    [InlineData("http://127.0.0.1.evil.example", false)]
    [InlineData("http://[::1]", false)]
    [InlineData("file://", false)]
    [InlineData("own", true)]
    public async Task A_page_of_another_host_does_not_listen(string origin, bool mayListen)
    {
        var token = await OtherTeam.NewToken(Silo);
        var headers = new Dictionary<string, string> { ["Origin"] = origin == "own" ? $"http://127.0.0.1:{Silo.Endpoint.Port}" : origin };

        Assert.Equal(
            mayListen ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, await LiveSocket.Refusal(Silo.Endpoint, token, headers: headers));
    }

    [Fact]
    public async Task What_is_another_teams_is_not_there_and_nothing_of_it_is_heard()
    {
        await using var stranger = await LiveClient.Connect(Silo.Endpoint, await OtherTeam.NewToken(Silo));
        await using var own = await LiveClient.Connect(Silo);
        var site = await Site.Create(Silo, "secret");
        var build = (await site.Build("page")).Text("id");
        await stranger.Call("subscribe_team");
        await own.Call("subscribe_team");

        Assert.Equal("There is no such build.", await Refused(stranger, "subscribe_build", build, 0));
        Assert.Equal("There is no such build.", await Refused(stranger, "subscribe_build", "bld_unknown", 0));
        Assert.Equal("There is no such project.", await Refused(stranger, "subscribe_project", site.Project));
        Assert.Equal("There is no such project.", await Refused(stranger, "subscribe_project", "prj_unknown"));

        await own.Call("subscribe_build", build, 0);
        await site.Deploy("another page");
        await own.Until(e => e.Name == "deployment_status" && e.Text("status") == "active");
        await stranger.Call("unsubscribe_team");
        Assert.Empty(stranger.Waiting());
    }

    /// <summary>By what the hub itself has: a subscription that is added later is asked for as well.</summary>
    [Fact]
    public async Task No_subscription_takes_the_id_of_what_is_another_teams_whatever_it_is_of()
    {
        await using var stranger = await LiveClient.Connect(Silo.Endpoint, await OtherTeam.NewToken(Silo));
        var site = await Site.Create(Silo, "foreign");
        var deployment = await site.Deploy("page");
        string[] ids = [site.Project, deployment.Text("build_id"), deployment.Text("id"), deployment.Text("project_id"), "team_default"];
        var subscriptions = typeof(LiveHub).GetMethods()
            .Select(m => (Name: m.GetCustomAttributes(typeof(HubMethodNameAttribute), inherit: false).OfType<HubMethodNameAttribute>().FirstOrDefault()?.Name, Parameters: m.GetParameters()))
            .Where(m => m.Name?.StartsWith("subscribe_", StringComparison.Ordinal) == true && m.Parameters.Length > 0).ToList();

        Assert.True(subscriptions.Count >= 2);
        foreach (var (name, parameters) in subscriptions)
        {
            foreach (var id in ids)
            {
                object?[] arguments = [id, .. parameters.Skip(1).Select(p => Activator.CreateInstance(p.ParameterType))];
                await using var client = await LiveClient.Connect(Silo.Endpoint, await OtherTeam.NewToken(Silo)); // with all its calls still to make
                Assert.StartsWith("There is no such", await Refused(client, name!, arguments), StringComparison.Ordinal);
            }
        }

        await stranger.Call("subscribe_team");
        await site.Deploy("another");
        await stranger.Call("unsubscribe_team");
        Assert.Empty(stranger.Waiting());
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_with_a_sentence()
    {
        await using var client = await LiveClient.Connect(Silo.Endpoint, await OtherTeam.NewToken(Silo));

        Assert.Equal("There is no such build.", await Refused(client, "subscribe_build", null, 0));
        Assert.Equal("There is no such build.", await Refused(client, "subscribe_build", new string('b', 1_000), 0));
        Assert.Equal("There is no such build.", await Refused(client, "subscribe_build", "bld_\0", 0));
        Assert.Equal("There is no such project.", await Refused(client, "subscribe_project", ""));
        Assert.StartsWith("after_seq must be", await Refused(client, "subscribe_build", "bld_x", -1), StringComparison.Ordinal);
        await client.Call("unsubscribe_build", "bld_unknown");
        Assert.True(client.IsOpen);
    }

    [Fact]
    public async Task A_connection_has_so_many_subscriptions_and_no_more()
    {
        await using var client = await LiveClient.Connect(Silo);
        var projects = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Silo.Api.CreateProject(Site.NewName("limit"))));
        await client.Call("subscribe_team");
        await client.Call("subscribe_project", projects[0]);
        await client.Call("subscribe_project", projects[1]);

        Assert.StartsWith("A connection has at most 3 subscriptions", await Refused(client, "subscribe_project", projects[2]), StringComparison.Ordinal);
        await client.Call("subscribe_project", projects[1]); // the same again is none more
        await client.Call("unsubscribe_team");
        await client.Call("subscribe_project", projects[2]);
    }

    [Fact]
    public async Task Too_many_calls_are_refused_and_who_goes_on_is_sent_away()
    {
        await using var client = await LiveClient.Connect(Silo.Endpoint, await OtherTeam.NewToken(Silo));
        var refused = 0;
        while (client.IsOpen && refused < 1_000)
        {
            try
            {
                await client.Call("unsubscribe_team");
            }
            catch (HubException e)
            {
                Assert.EndsWith("HubException: Too many calls; wait a second.", e.Message, StringComparison.Ordinal);
                refused++;
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException or IOException)
            {
                break;
            }
        }

        await client.Closed;
        Assert.InRange(refused, 1, 30);
    }

    [Fact]
    public async Task A_call_that_is_too_long_ends_the_connection()
    {
        await using var socket = await LiveSocket.Open(Silo.Endpoint, await OtherTeam.NewToken(Silo));

        await socket.Send($$"""{"type":1,"target":"subscribe_project","arguments":["{{new string('x', 100_000)}}"]}""");

        var end = await socket.Receive();
        Assert.True(end is null || end["type"]!.GetValue<int>() == 7, end?.ToJsonString());
    }

    [Fact]
    public async Task With_the_same_rights_there_are_so_many_connections_and_one_that_goes_makes_room()
    {
        var token = await OtherTeam.NewToken(Silo);
        await using var first = await LiveSocket.Open(Silo.Endpoint, token);
        await using var second = await LiveSocket.Open(Silo.Endpoint, token);
        var third = await LiveSocket.Open(Silo.Endpoint, token);

        Assert.Equal(HttpStatusCode.TooManyRequests, await LiveSocket.Refusal(Silo.Endpoint, token));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await LiveSocket.Refusal(Silo.Endpoint, await OtherTeam.NewToken(Silo)));

        await third.DisposeAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await LiveSocket.Refusal(Silo.Endpoint, token) != HttpStatusCode.SwitchingProtocols)
            limit.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task Who_has_lost_his_right_hears_no_more_within_seconds()
    {
        var token = await OtherTeam.NewToken(Silo);
        await using var client = await LiveClient.Connect(Silo.Endpoint, token);
        await using var other = await LiveClient.Connect(Silo.Endpoint, await OtherTeam.NewToken(Silo));
        await client.Call("subscribe_team");

        await using (var source = NpgsqlDataSource.Create(Silo.ConnectionString))
        await using (var connection = await source.OpenConnectionAsync())
            Assert.Equal(1, await connection.ExecuteAsync("delete from api_tokens where hash = @hash", new { hash = SHA256.HashData(Encoding.UTF8.GetBytes(token)) }));

        await client.Closed;
        Assert.Equal(HttpStatusCode.Unauthorized, await LiveSocket.Refusal(Silo.Endpoint, token));
        await other.Call("subscribe_team");
        Assert.True(new LiveLimits().AskAgainEvery <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_browser_that_is_logged_in_is_not_sent_away_when_it_is_asked_again()
    {
        using var person = await Person.SignUp(Silo);
        var headers = new Dictionary<string, string>
        {
            ["Cookie"] = $"mv_access={person.Login.Text("access_token")}",
            ["Origin"] = $"http://localhost:{Silo.Endpoint.Port}",
        };
        await using var browser = await LiveSocket.Open(Silo.Endpoint, null, headers: headers);

        await (await Site.Create(Silo, "meanwhile")).Deploy("takes longer than it is until everybody is asked");
        await browser.Call("9", "subscribe_build", "bld_unknown", 0);

        Assert.Equal("9", (await browser.Receive())?["invocationId"]?.GetValue<string>());
    }

    [Fact]
    public async Task The_protocol_is_the_one_that_is_written_down()
    {
        await using var socket = await LiveSocket.Open(Silo.Endpoint, await OtherTeam.NewToken(Silo));

        await socket.Call("7", "subscribe_build", "bld_unknown", 0);
        var refusal = (await socket.Receive())!;
        await socket.Call("8", "subscribe_team");
        var done = (await socket.Receive())!;

        Assert.Equal(
            """{"type":3,"invocationId":"7","error":"An unexpected error occurred invoking 'subscribe_build' on the server. HubException: There is no such build."}""",
            refusal.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("""{"type":3,"invocationId":"8","result":null}""", done.ToJsonString());
    }

    /// <summary>The server's own sentence, behind the one that the protocol puts before it.</summary>
    private static async Task<string> Refused(LiveClient client, string method, params object?[] arguments) =>
        (await Assert.ThrowsAsync<HubException>(() => client.Call(method, arguments))).Message.Split("HubException: ")[^1];
}
