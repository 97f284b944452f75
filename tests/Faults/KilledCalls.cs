using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>
/// Calls that make something are sent side by side, each under a key, and the process is killed when the first of them has come to its
/// effect, or to its record: nobody was answered. Sent again to the next process, each makes one thing, the same as before; and what it
/// shows only once is good.
/// </summary>
internal sealed class KilledCalls(KilledSite site) : KilledDeed(site)
{
    private const string Secret = "secret";

    private readonly Dictionary<string, Call> _calls = new()
    {
        ["project"] = new("/api/projects", new { name = "made" }),
        ["build"] = new($"/api/projects/{site.Project}/builds", new { @ref = "made" }),
        ["deployment"] = new($"/api/projects/{site.Project}/deployments", new { build_id = site.Spare }),
        ["variable"] = new($"/api/projects/{site.Project}/env", new { key = "MADE", value = Secret }),
        ["domain"] = new($"/api/projects/{site.Project}/domains", new { name = "made.example.com" }, Id: "name"),
        ["token"] = new("/api/tokens", new { name = "made" }),
        ["hook"] = new($"/api/projects/{site.Project}/hooks", new { name = "made" }),
        ["invitation"] = new("/api/teams/team_default/invitations", new { role = "viewer" }),
    };

    private Dictionary<string, HashSet<string>> _before = [];

    public override async Task<string> EndsWith(ApiDriver api, IPEndPoint silo, CancellationToken limit)
    {
        var left = await All(api);
        var answers = new Dictionary<string, JsonNode>();
        foreach (var (what, call) in _calls)
            answers[what] = await Insist(api, what, call, limit);

        var now = await All(api);
        foreach (var (what, call) in _calls)
        {
            var made = Assert.Single(now[what].Except(_before[what]));
            Assert.Equal(made, answers[what][call.Id]!.GetValue<string>());
            Assert.Empty(left[what].Except(now[what])); // what was there when it was sent again is what it has made
            Assert.Equal(answers[what].ToJsonString(), (await Insist(api, what, call, limit)).ToJsonString());
        }

        await WhatIsShownOnceIsGood(api, silo, answers);
        await api.WaitForBuild(answers["build"]["id"]!.GetValue<string>()).WaitAsync(limit);
        return "finished";
    }

    protected override async Task Ask(ApiDriver api)
    {
        (await api.Put($"/api/projects/{Site.Project}", new { git_url = $"file://{Site.Repositories}/none" })).Expect(HttpStatusCode.OK);
        _before = await All(api);
        await Task.WhenAll(_calls.Select(c => Send(api, c.Key, c.Value)));
    }

    /// <summary>Whose silo is gone is known when its lease has run out.</summary>
    private static async Task<JsonNode> Insist(ApiDriver api, string what, Call call, CancellationToken limit)
    {
        while (true)
        {
            var answer = await Send(api, what, call);
            if (answer.Status is not HttpStatusCode.Conflict || answer.Text("title") != "Still running")
            {
                Assert.True((int)answer.Status is >= 200 and < 300, $"{what}: {answer.Status} {answer.Json}");
                return answer.Json!;
            }

            await Task.Delay(100, limit);
        }
    }

    private static async Task<ApiAnswer> Send(ApiDriver api, string what, Call call)
    {
        using var content = JsonContent.Create(call.Body);
        content.Headers.Add("idempotency-key", $"killed-{what}");
        return await api.Send(HttpMethod.Post, call.Path, content);
    }

    private async Task<Dictionary<string, HashSet<string>>> All(ApiDriver api)
    {
        var all = new Dictionary<string, HashSet<string>>();
        foreach (var (what, call) in _calls)
        {
            var items = (await api.Get($"{call.Path}?limit=100")).Expect(HttpStatusCode.OK)["items"].AsArray();
            all[what] = [.. items.Select(i => i![call.Id]!.GetValue<string>())];
        }

        return all;
    }

    private async Task WhatIsShownOnceIsGood(ApiDriver api, IPEndPoint silo, Dictionary<string, JsonNode> answers)
    {
        var address = new Uri($"http://{silo}");
        using var holder = new ApiDriver(address, answers["token"]["token"]!.GetValue<string>());
        (await holder.Get($"/api/projects/{Site.Project}")).Expect(HttpStatusCode.OK);
        using var nobody = new ApiDriver(address, "");
        var called = (await nobody.Post(new Uri(answers["hook"]["url"]!.GetValue<string>()).AbsolutePath)).Expect(HttpStatusCode.Accepted);
        await api.WaitForBuild(called.Text("id"));
    }

    /// <param name="Path">Where it is made, and listed.</param>
    /// <param name="Body">What is wanted.</param>
    /// <param name="Id">By what it is known.</param>
    private sealed record Call(string Path, object Body, string Id = "id");
}
