using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>A project whose variables somebody changes, and beside it what they must be by now.</summary>
internal sealed class ProjectWithVariables(TestSilo silo, string project)
{
    private const string Mask = "••••••••";

    private readonly Dictionary<(string Key, string Target), (string Value, string Scope)> _expected = [];
    private readonly HashSet<string> _kinds = [];

    public static async Task<IReadOnlySet<string>> Play(TestSilo silo, VariableHistory history, bool builds)
    {
        var project = new ProjectWithVariables(silo, await silo.Api.CreateProject($"v-{Guid.NewGuid():n}"[..20]));
        foreach (var deed in history.Deeds)
        {
            await PropertyBrokenException.Guard(3, () => project.Do(deed));
            await PropertyBrokenException.Guard(5, project.IsShownMasked);
        }

        if (builds)
            await PropertyBrokenException.Guard(4, () => project.IsGivenTo(history.Production));
        return project._kinds;
    }

    private string Path => $"/api/projects/{project}/env";

    private async Task Do(VariableDeed deed)
    {
        switch (deed)
        {
            case VariableDeed.Add add:
                var isTaken = add.Targets.Any(t => _expected.ContainsKey((add.Key, t)));
                var added = await silo.Api.Post(Path, new { key = add.Key, value = add.Value, target = add.Targets, scope = add.Scope, replace = add.Replace });
                Assert.Equal(isTaken && !add.Replace ? HttpStatusCode.Conflict : HttpStatusCode.Created, added.Status);
                _kinds.Add(isTaken ? add.Replace ? "replaced" : "refused as taken" : "added");
                if (!isTaken || add.Replace)
                {
                    foreach (var target in add.Targets)
                        _expected[(add.Key, target)] = (add.Value, add.Scope);
                }

                break;

            case VariableDeed.Change change:
                await Touch(change.Key, change.Target, "changed", async () => await silo.Api.Put($"{Path}/{change.Key}?target={change.Target}", new { value = change.Value }), HttpStatusCode.OK,
                    place => _expected[place] = (change.Value, _expected[place].Scope));
                break;

            case VariableDeed.Remove remove:
                await Touch(remove.Key, remove.Target, "removed", () => silo.Api.Delete($"{Path}/{remove.Key}?target={remove.Target}"), HttpStatusCode.NoContent,
                    place => _expected.Remove(place));
                break;
        }

        var revealed = await Items("?reveal=true&limit=100");
        Assert.Equal(
            _expected.Select(e => (e.Key.Key, e.Key.Target, e.Value.Value, e.Value.Scope)).Order(),
            revealed.SelectMany(v => TargetsOf(v).Select(t => (Text(v, "key"), t, Text(v, "value"), Text(v, "scope")))).Order());
    }

    /// <summary>A row that is for both targets is changed for both.</summary>
    private async Task Touch(string key, string target, string kind, Func<Task<ApiAnswer>> ask, HttpStatusCode done, Action<(string, string)> expect)
    {
        var row = (await Items("?limit=100")).FirstOrDefault(v => Text(v, "key") == key && TargetsOf(v).Contains(target));
        var answer = await ask();
        Assert.Equal(row is null ? HttpStatusCode.NotFound : done, answer.Status);
        _kinds.Add(row is null ? "not there" : kind);
        foreach (var each in row is null ? [] : TargetsOf(row))
            expect((key, each));
    }

    private async Task IsShownMasked()
    {
        var answer = (await silo.Api.Get($"{Path}?limit=100")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            _expected.Keys.Order(), answer["items"].AsArray().SelectMany(v => TargetsOf(v!).Select(t => (Text(v!, "key"), t))).Order());
        Assert.All(answer["items"].AsArray(), v => Assert.Equal(Mask, Text(v!, "value")));
        Assert.DoesNotContain(_expected.Values, e => e.Value.Length > 3 && answer.Json!.ToJsonString().Contains(e.Value, StringComparison.Ordinal));
    }

    private async Task IsGivenTo(bool production)
    {
        var build = await silo.Api.Build(project, new Dictionary<string, string>
        {
            ["index.html"] = "page",
            ["vercel.json"] = """{"buildCommand": "mkdir out && cp index.html out && env -0 > out/seen && env", "outputDirectory": "out"}""",
        }, production);
        Assert.Equal("success", build.Text("status"));
        var seen = await RawHttp.Get(silo.Endpoint, new Uri(build.Text("preview_url")).Authority, "/seen");
        var given = seen.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=', 2))
            .Where(v => v[0].StartsWith("K_", StringComparison.Ordinal)).Select(v => (v[0], v[1])).Order().ToList();
        var target = production ? "production" : "preview";
        var expected = _expected.Where(e => e.Key.Target == target && e.Value.Scope != "runtime").ToList();

        Assert.Equal(expected.Select(e => (e.Key.Key, e.Value.Value)).Order(), given);
        Assert.Equal(expected.Select(e => e.Key.Key).Order(StringComparer.Ordinal), build["environment"]["keys"]!.AsArray().Select(k => k!.GetValue<string>()));
        var log = (await silo.Api.Get($"/api/builds/{build.Text("id")}/logs")).Json!["items"]!.AsArray().Select(l => Text(l!, "text"));
        Assert.DoesNotContain(expected, e => e.Value.Value.Length > 3 && log.Any(l => l.Contains(e.Value.Value, StringComparison.Ordinal)));
        _kinds.Add($"a {target} build");
        _kinds.UnionWith(expected.Select(e => e.Value.Value.Contains('\n', StringComparison.Ordinal) ? "several lines" : e.Value.Value.Contains('\'', StringComparison.Ordinal) ? "quotes" : "given"));
        if (_expected.Any(e => e.Key.Target == target && e.Value.Scope == "runtime"))
            _kinds.Add("kept for the app");
    }

    private async Task<IReadOnlyList<JsonNode>> Items(string query) =>
        [.. (await silo.Api.Get(Path + query)).Expect(HttpStatusCode.OK)["items"].AsArray().Select(v => v!)];

    private static string Text(JsonNode of, string field) => of[field]!.GetValue<string>();

    private static List<string> TargetsOf(JsonNode variable) => [.. variable["target"]!.AsArray().Select(t => t!.GetValue<string>())];
}
