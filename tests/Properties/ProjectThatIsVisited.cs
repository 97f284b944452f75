using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Live;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>
/// One who has a project's pages open: what they look at comes by REST, whole and at once; what changes comes over the live connection
/// without their asking, says what has changed and no more, and is then found by REST. The live connection answers no question.
/// </summary>
internal sealed class ProjectThatIsVisited(TestSilo silo, LiveSocket live, TimeSpan within, string project, string name) : IAsyncDisposable
{
    private const int Invocation = 1;
    private const int Completion = 3;
    private static int s_projects;

    private readonly HashSet<string> _kinds = [];
    private readonly List<JsonNode> _told = [];
    private int _calls;
    private int _names;

    public static async Task<ProjectThatIsVisited> Start(TestSilo silo, TimeSpan within)
    {
        var name = $"visited-{Interlocked.Increment(ref s_projects)}";
        var project = await silo.Api.CreateProject(name);
        var live = await LiveSocket.Open(silo.Endpoint, await LiveClient.TokenOf(silo));
        var visited = new ProjectThatIsVisited(silo, live, within, project, name);
        Assert.Null((await visited.Call("subscribe_project", project))["error"]);
        await visited.IsTold("project", project); // how things stand: from here on every change is told
        visited._told.Clear();
        return visited;
    }

    public async Task<IReadOnlySet<string>> Play(Visit visit)
    {
        foreach (var deed in visit.Deeds)
            await PropertyBrokenException.Guard(23, () => Do(deed));
        return _kinds;
    }

    public ValueTask DisposeAsync() => live.DisposeAsync();

    private async Task Do(VisitDeed deed)
    {
        switch (deed)
        {
            case VisitDeed.Fetch fetch:
                await Fetch(fetch.What);
                _kinds.Add("something looked at");
                break;
            case VisitDeed.Change change:
                await Change(change.What);
                break;
            case VisitDeed.AskTheHub ask:
                var answer = await Call(ask.Method, project);
                Assert.NotNull(answer["error"]);
                _kinds.Add("a question to the hub");
                break;
        }
    }

    /// <summary>One document, and then nothing more.</summary>
    private async Task<JsonNode> Fetch(string what)
    {
        var answer = (await silo.Api.Get($"/api/projects/{project}{what}")).Expect(HttpStatusCode.OK);
        Assert.Equal("application/json", answer.ContentHeaders.ContentType?.MediaType);
        return answer.Json!;
    }

    private async Task Change(string what)
    {
        _kinds.Add($"{what} changed");
        switch (what)
        {
            case "name":
                var next = $"{name}-{++_names}";
                (await silo.Api.Put($"/api/projects/{project}", new { name = next })).Expect(HttpStatusCode.OK);
                await IsTold("project", project);
                Assert.Equal(next, (await Fetch(""))["name"]!.GetValue<string>());
                break;
            case "variable":
                var variable = (await silo.Api.Post($"/api/projects/{project}/env", new { key = $"KEY_{++_names}", value = "v" })).Expect(HttpStatusCode.Created).Text("id");
                await IsTold("variable", variable);
                Assert.Contains(variable, await Ids("/env", "id"));
                break;
            case "no variable":
                var doomed = (await silo.Api.Post($"/api/projects/{project}/env", new { key = $"KEY_{++_names}", value = "v" })).Expect(HttpStatusCode.Created);
                await IsTold("variable", doomed.Text("id"));
                (await silo.Api.Delete($"/api/projects/{project}/env/{doomed.Text("key")}")).Expect(HttpStatusCode.NoContent);
                await IsTold("variable", doomed.Text("id"), times: 2);
                Assert.DoesNotContain(doomed.Text("id"), await Ids("/env", "id"));
                break;
            case "domain":
                var domain = $"{name}-{++_names}.example.org";
                (await silo.Api.Post($"/api/projects/{project}/domains", new { name = domain })).Expect(HttpStatusCode.Created);
                await IsTold("domain", id: null);
                Assert.Contains(domain, await Ids("/domains", "name"));
                break;
            case "build":
                var upload = await silo.Api.Upload(project, new Dictionary<string, string> { ["index.html"] = $"page {++_names}" });
                var build = (await silo.Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted).Text("id");
                await Until(() => _told.Exists(t => Is(t, "build_status") && Of(t, "build_id") == build && Of(t, "status") == "success"));
                Assert.Contains(build, await Ids("/builds", "id"));
                break;
        }
    }

    private async Task<IEnumerable<string>> Ids(string what, string field) => (await Fetch(what))["items"]!.AsArray().Select(i => i![field]!.GetValue<string>());

    /// <summary>Without being asked for, and as a word about the thing, not as the thing.</summary>
    private async Task IsTold(string kind, string? id, int times = 1)
    {
        bool IsIt(JsonNode told) => Is(told, "changed") && Of(told, "kind") == kind && (id is null || Of(told, "id") == id);
        await Until(() => _told.Count(IsIt) >= times);
        Assert.All(_told.Where(IsIt), t => Assert.Equal(["id", "kind", "version"], t["arguments"]![0]!.AsObject().Select(f => f.Key).Order(StringComparer.Ordinal)));
    }

    private async Task Until(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(within);
        while (!isSo())
            _told.Add(await Next(limit.Token));
    }

    private async Task<JsonNode> Next(CancellationToken limit)
    {
        const int ping = 6;
        while (await live.ReceiveText(limit) is { } text)
        {
            if (JsonNode.Parse(text) is { } message && message["type"]?.GetValue<int>() != ping)
                return message;
        }

        throw new InvalidOperationException("The live connection has ended.");
    }

    /// <summary>The answer to a call, which never has anything in it but that it was heard, or why not.</summary>
    private async Task<JsonNode> Call(string method, params object[] arguments)
    {
        var id = $"{++_calls}";
        using var limit = new CancellationTokenSource(within);
        await live.Call(id, method, arguments);
        while (true)
        {
            var message = await Next(limit.Token);
            if (message["type"]!.GetValue<int>() == Completion && message["invocationId"]!.GetValue<string>() == id)
            {
                Assert.Null(message["result"]);
                return message;
            }

            _told.Add(message);
        }
    }

    private static bool Is(JsonNode message, string name) =>
        message["type"]!.GetValue<int>() == Invocation && message["target"]!.GetValue<string>() == name;

    private static string? Of(JsonNode message, string field) => message["arguments"]![0]![field]?.GetValue<string>();
}
