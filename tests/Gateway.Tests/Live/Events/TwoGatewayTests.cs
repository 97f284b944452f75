using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using MiniVercel.Silo;
using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Live.Events;

/// <summary>Who watches through one gateway hears of what is done through another.</summary>
public sealed class TwoGatewayTests : IAsyncLifetime
{
    private readonly SiloOptions _options = new() { ClusterSecret = "a secret that two gateways share" };
    private TestSilo _one = null!;
    private TestSilo _two = null!;
    private Task? _stopping;

    public async Task InitializeAsync()
    {
        _one = await TestSilo.Start(options: _options);
        _two = await TestSilo.Start(options: _options with { Database = _one.ConnectionString, Roles = ["gateway"] });
    }

    public async Task DisposeAsync()
    {
        await (_stopping ?? _two.DisposeAsync().AsTask());
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task A_deployment_through_one_is_heard_through_the_other()
    {
        var site = await Site.Create(_one, "far");
        var first = (await site.Deploy("page")).Text("id");
        await using var ofProject = await LiveClient.Connect(_two);
        await using var ofTeam = await LiveClient.Connect(_two);
        await ofProject.Call("subscribe_project", site.Project);
        await ofTeam.Call("subscribe_team");
        await ofProject.Until(e => e.Name == "deployment_status" && e.Text("deployment_id") == first && e.Text("status") == "active");

        var build = (await site.Build("another page")).Text("id");
        var second = (await site.Activate(build)).Text("id");

        foreach (var client in new[] { ofProject, ofTeam })
        {
            var heard = await client.Until(e => e.Name == "deployment_status" && e.Text("deployment_id") == second && e.Text("status") == "active");
            if (!heard.Any(IsReplaced))
                heard = [.. heard, .. await client.Until(IsReplaced)];
            Assert.Equal(
                ["pending", "building", "success"],
                heard.Where(e => e.Name == "build_status" && e.Text("build_id") == build).Select(e => e.Text("status")).Distinct());
            Assert.Contains(heard, e => e.Name == "changed" && e.Text("kind") == "project" && e.Text("id") == site.Project);
        }

        (await _one.Api.Post($"/api/projects/{site.Project}/env", new { key = "A", value = "some value" })).Expect(HttpStatusCode.Created);
        await ofProject.Until(e => e.Name == "changed" && e.Text("kind") == "variable");
        (await _one.Api.Put($"/api/projects/{site.Project}", new { name = Site.NewName("far") })).Expect(HttpStatusCode.OK);
        await ofProject.Until(e => e.Name == "changed" && e.Text("kind") == "project");

        bool IsReplaced(LiveEvent e) => e.Name == "deployment_status" && e.Text("deployment_id") == first && e.Text("status") == "inactive";
    }

    [Fact]
    public async Task What_changes_while_gateways_lose_their_connections_to_the_database_is_told_all_the_same()
    {
        var project = await _one.Api.CreateProject(Site.NewName("cut"));
        await using var client = await LiveClient.Connect(_two);
        await client.Call("subscribe_project", project);
        var version = (await client.Until(e => e.Name == "changed" && e.Text("kind") == "project"))[^1].Number("version");
        await using var source = NpgsqlDataSource.Create(_one.ConnectionString);

        var told = new List<long>();
        for (var change = 0; change < 5; change++)
        {
            await using (var cut = source.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"))
                await cut.ExecuteNonQueryAsync();
            (await _one.Api.Put($"/api/projects/{project}", new { auto_activate = change % 2 == 1 })).Expect(HttpStatusCode.OK);
            told.Add((await client.Until(e => e.Name == "changed" && e.Text("kind") == "project"))[^1].Number("version"));
        }

        Assert.Equal(Enumerable.Range(1, 5).Select(change => version + change), told);
    }

    [Fact]
    public async Task A_build_that_is_watched_through_the_gateway_that_stops_is_watched_on_through_the_other()
    {
        var project = await _one.Api.CreateProject(Site.NewName("moving"));
        var upload = await _one.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = "page" });
        var build = (await _one.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Text("id");
        var client = await LiveClient.Connect(_two);
        await client.Call("subscribe_build", build, 0);
        var heard = (await client.Until(e => e.Name == "build_log")).SeqsOf(build).ToList();

        var (began, gateway, token) = (Stopwatch.GetTimestamp(), _two.Endpoint, await LiveClient.TokenOf(_one));
        _stopping = _two.DisposeAsync().AsTask();
        await client.Closed; // at once, and not when the process has gone
        var stubborn = ComeBackUntilItIsGone(gateway, token);
        heard.AddRange(client.Waiting().SeqsOf(build));
        await client.DisposeAsync();
        await _stopping;
        await stubborn;
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 12); // it waits fifteen for those who do not go
        await using var next = await LiveClient.Connect(_one);
        await next.Call("subscribe_build", build, heard[^1]);
        heard.AddRange((await next.Until(e => e.IsEndOf(build))).SeqsOf(build));

        Assert.Equal(Heard.To((await Heard.Stored(_one, build)).Count), heard);
    }

    private static async Task ComeBackUntilItIsGone(IPEndPoint gateway, string token)
    {
        try
        {
            while (true)
                await LiveSocket.Open(gateway, token);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException)
        {
            // Refused, or nobody listens any more.
        }
    }
}
