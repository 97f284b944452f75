using System.Globalization;
using System.Net;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd.InBrowser;

/// <summary>The page of a build that runs, while the connection to it goes and comes back: it says how it is, and shows every line once.</summary>
[Collection(DashboardCollection.Name)]
public sealed class LostConnections(DashboardInBrowser dashboard)
{
    private Installation Platform => dashboard.Shared;

    [BrowserFact]
    public async Task An_unplugged_computer_says_so_and_catches_up_when_it_is_plugged_in_again()
    {
        await using var ada = await dashboard.VisitAsOwner(height: LogOnPage.RoomForAll);

        await LogIsWholeAfter(ada, () => ada.Unplug(true), () => ada.Unplug(false));
    }

    [BrowserFact]
    public async Task Torn_connections_are_made_again_and_no_line_is_missing_or_there_twice()
    {
        await using var door = new Door(Platform.Endpoint);
        await using var ada = await dashboard.VisitAsOwner(door.Address, LogOnPage.RoomForAll);

        await LogIsWholeAfter(ada, door.Shut, () =>
        {
            door.Open();
            return Task.CompletedTask;
        });
    }

    [BrowserFact]
    public async Task A_gateway_that_is_killed_and_started_again_finds_its_pages_where_they_were()
    {
        await using var ada = await dashboard.VisitAsOwner(height: LogOnPage.RoomForAll);
        using var api = Platform.Api();
        var (project, build) = await Begin(api, "killed");
        await ada.GoTo($"/projects/{project}/builds/{build}");
        await using (var first = await ToldBuild.Of(Platform, build))
        {
            await first.Say("said before it was killed");
            await ada.Log.Shows("said before it was killed");
            await Platform.Kill();
        }

        await ada.SeesItself("Offline");
        await Platform.StartAgain();
        using var anew = Platform.Api();
        await using (var second = await ToldBuild.Of(Platform, build, attempt: 2))
        {
            await ada.SeesItself("Live");
            await second.Say("said by the next attempt");
            await ada.Log.Shows("said by the next attempt");
        }

        await ada.Sees("Live");
        await SeesTheWholeLog(ada, anew, build);
    }

    private async Task LogIsWholeAfter(Visitor ada, Func<Task> cut, Func<Task> mend)
    {
        using var api = Platform.Api();
        var (project, build) = await Begin(api, $"cut-{Guid.NewGuid().ToString("n")[..8]}");
        await ada.GoTo($"/projects/{project}/builds/{build}");
        await using (var told = await ToldBuild.Of(Platform, build))
        {
            await Say(told, "before", 5);
            await ada.Log.Shows("before 5");
            for (var i = 1; i <= 2; i++)
            {
                await cut();
                await ada.SeesItself("Offline");
                await Say(told, $"during cut {i}, line", 5);
                await IsStored(api, build, $"during cut {i}, line 5");
                await mend();
                await ada.SeesItself("Live");
                await ada.Log.Shows($"during cut {i}, line 5");
            }

            await Say(told, "after", 5);
            await ada.Log.Shows("after 5");
        }

        await ada.Sees("Live");
        await SeesTheWholeLog(ada, api, build);
    }

    private async Task<(string Project, string Build)> Begin(ApiDriver api, string name)
    {
        var repository = Platform.NewRepository(name);
        repository.Commit("Say things", ToldBuild.Sources("said"));
        var project = (await api.Post("/api/projects", new { name, git_url = repository.Url })).Expect(HttpStatusCode.Created).Text("id");
        var build = (await api.Post($"/api/projects/{project}/builds", new { production = true })).Expect(HttpStatusCode.Accepted).Text("id");
        return (project, build);
    }

    private static async Task Say(ToldBuild told, string what, int times)
    {
        for (var i = 1; i <= times; i++)
            await told.Say(string.Create(CultureInfo.InvariantCulture, $"{what} {i}"));
    }

    private static async Task IsStored(ApiDriver api, string build, string line)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await StoredLines(api, build)).Any(stored => stored.Text == line))
            await Task.Delay(50, limit.Token);
    }

    /// <summary>What is on the page is what is stored, line by line from the first one.</summary>
    private static async Task SeesTheWholeLog(Visitor ada, ApiDriver api, string build)
    {
        var stored = await StoredLines(api, build);
        await ada.Log.Shows(stored[^1].Text);
        Assert.Equal(stored, await ada.Log.Lines());
        Assert.Equal(Enumerable.Range(1, stored.Count), stored.Select(line => line.Seq));
    }

    private static async Task<IReadOnlyList<(int Seq, string Text)>> StoredLines(ApiDriver api, string build) =>
        [.. (await api.Get($"/api/builds/{build}/logs?limit=1000")).Expect(HttpStatusCode.OK)["items"].AsArray()
            .Select(line => (line!["seq"]!.GetValue<int>(), line["text"]!.GetValue<string>()))];
}
