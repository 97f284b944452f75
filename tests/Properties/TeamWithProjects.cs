using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>The projects of a team as they should be listed, over all the histories that are played.</summary>
internal sealed class TeamWithProjects(TestSilo silo)
{
    private readonly List<Listed> _projects = []; // the newest first
    private readonly HashSet<string> _kinds = [];
    private int _names;

    public async Task<IReadOnlySet<string>> Play(ListedHistory history)
    {
        _kinds.Clear();
        foreach (var deed in history.Deeds)
            await Do(deed);

        var before = _projects.ToList();
        await PropertyBrokenException.Guard(2, async () =>
        {
            var (read, pages) = await Read(history.PageSize, afterFirst: () => Do(history.Meanwhile));
            if (pages > 1)
                _kinds.Add("more than one part");
            Assert.Equal(read.Count, read.DistinctBy(p => p.Id).Count());
            // What was there all the time is listed, as it was before or as it is now.
            Assert.All(before.Where(p => _projects.Exists(now => now.Id == p.Id)), p =>
                Assert.Contains(read.Find(r => r.Id == p.Id), new[] { p, _projects.Find(now => now.Id == p.Id) }));
            Assert.Equal(_projects, (await Read(history.PageSize)).Read);
            if (_projects is [var newest, ..])
                Assert.Equal([newest], (await Page($"?name={newest.Name}")).Items);
        });
        return _kinds;
    }

    private async Task Do(ListedDeed deed)
    {
        switch (deed)
        {
            case ListedDeed.Create create:
                for (var i = 0; i < create.Count; i++)
                {
                    var name = NewName();
                    var made = (await silo.Api.Post("/api/projects", new { name })).Expect(HttpStatusCode.Created);
                    _projects.Insert(0, new Listed(made.Text("id"), name, UrlOf(name), null));
                }

                break;
            case ListedDeed.Rename rename when _projects.Count > 0:
                var (at, renamed) = (Index(rename.Which), NewName());
                (await silo.Api.Put($"/api/projects/{_projects[at].Id}", new { name = renamed })).Expect(HttpStatusCode.OK);
                _projects[at] = _projects[at] with { Name = renamed, Url = UrlOf(renamed) };
                _kinds.Add("a renamed project");
                break;
            case ListedDeed.Delete delete when _projects.Count > 0:
                (await silo.Api.Delete($"/api/projects/{_projects[Index(delete.Which)].Id}")).Expect(HttpStatusCode.NoContent);
                _projects.RemoveAt(Index(delete.Which));
                _kinds.Add("a deleted project");
                break;
            case ListedDeed.Deploy deploy when _projects.Count > 0:
                var which = Index(deploy.Which);
                _kinds.Add(_projects[which].Active is null ? "a project that serves" : "a project that serves something else");
                _projects[which] = _projects[which] with { Active = await Deploy(_projects[which].Id) };
                break;
        }
    }

    private async Task<string> Deploy(string project)
    {
        var build = await silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = $"page {++_names}" });
        return (await silo.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK).Text("id");
    }

    /// <summary>The whole list, one part after the other.</summary>
    private async Task<(List<Listed> Read, int Pages)> Read(int size, Func<Task>? afterFirst = null)
    {
        var (items, next) = await Page($"?limit={size}");
        var pages = 1;
        if (afterFirst is not null)
            await afterFirst();
        for (; next is not null; pages++)
        {
            (var more, next) = await Page($"?limit={size}&cursor={next}");
            items.AddRange(more);
        }

        return (items, pages);
    }

    private async Task<(List<Listed> Items, string? Next)> Page(string query)
    {
        var page = (await silo.Api.Get($"/api/projects{query}")).Expect(HttpStatusCode.OK);
        return ([.. page["items"].AsArray().Select(i => Listed.Of(i!))], page.Json!["next"]?.GetValue<string>());
    }

    private int Index(int which) => which % _projects.Count;

    private string NewName() => $"listed-{++_names}";

    private string UrlOf(string name) => $"http://{silo.SiteHost(name)}";

    /// <summary>What a list shows of a project.</summary>
    private sealed record Listed(string Id, string Name, string Url, string? Active)
    {
        public static Listed Of(JsonNode item) => new(
            item["id"]!.GetValue<string>(), item["name"]!.GetValue<string>(), item["production_url"]!.GetValue<string>(),
            item["active_deployment_id"]?.GetValue<string>());
    }
}
