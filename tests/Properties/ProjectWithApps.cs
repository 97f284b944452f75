using System.Net;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>A project with two builds of each sort, which are activated, gone back to and looked at as a history says.</summary>
internal sealed class ProjectWithApps
{
    private readonly TestSilo _silo;
    private readonly string _project;
    private readonly string _name;
    private readonly string _url;
    private readonly Dictionary<(Sort, bool), Version> _versions;
    private readonly List<(string Deployment, Version Version)> _history = [];
    private readonly List<Version> _deleted = [];
    private HashSet<string> _kinds = [];

    private ProjectWithApps(TestSilo silo, string project, string name, string url, Dictionary<(Sort, bool), Version> versions) =>
        (_silo, _project, _name, _url, _versions) = (silo, project, name, url, versions);

    private sealed record Version(Sort Sort, bool Other, string Build, string Says, string PreviewHost);

    private (string Deployment, Version Version)? Active => _history.Count == 0 ? null : _history[^1];

    public static async Task<ProjectWithApps> Create(TestSilo silo, string name)
    {
        var project = await silo.Api.CreateProject(name);
        var versions = new Dictionary<(Sort, bool), Version>();
        foreach (var sort in Enum.GetValues<Sort>())
        {
            foreach (var other in new[] { false, true })
                versions[(sort, other)] = await Build(silo, project, name, sort, other);
        }

        return new ProjectWithApps(silo, project, name, await UrlOf(silo, project), versions);
    }

    /// <summary>Plays it on top of what was before, checking after each deed, and answers with what came about.</summary>
    public async Task<IReadOnlySet<string>> Play(AppHistory history)
    {
        _kinds = [];
        foreach (var deed in history.Deeds)
        {
            await Do(deed);
            await PropertyBrokenException.Guard(20, CheckAddress);
            await PropertyBrokenException.Guard(19, CheckSite);
            await PropertyBrokenException.Guard(16, CheckPreviews);
            await PropertyBrokenException.Guard(21, CheckWhoAnswers);
            await PropertyBrokenException.Guard(22, CheckHealth);
            await PropertyBrokenException.Guard(14, CheckNewest);
        }

        return _kinds;
    }

    private static async Task<Version> Build(TestSilo silo, string project, string name, Sort sort, bool other)
    {
        var says = $"{name} {sort} {(other ? "two" : "one")}";
        var build = await silo.Api.Build(project, FilesOf(sort, says));
        Assert.True(build.Text("status") == "success", await silo.Api.FollowLog(build.Text("id")));
        return new Version(sort, other, build.Text("id"), $"<h1>{says}</h1>", new Uri(build.Text("preview_url")).Authority);
    }

    private static async Task<string> UrlOf(TestSilo silo, string project) =>
        (await silo.Api.Get($"/api/projects/{project}")).Expect(HttpStatusCode.OK).Text("production_url");

    private static Dictionary<string, string> FilesOf(Sort sort, string says) => sort switch
    {
        Sort.Files => new() { ["index.html"] = $"<h1>{says}</h1>" },
        Sort.App => ScriptedApp.Serving(says),
        _ => ScriptedApp.Serving(says, answer: "return response.writeHead(500).end();"),
    };

    private Task Do(AppDeed deed) => deed switch
    {
        AppDeed.Activate { Sort: Sort.AppThatIsUnwell } a => PropertyBrokenException.Guard(29, () => Refuse(_versions[(a.Sort, a.Other)])),
        AppDeed.Activate a => PropertyBrokenException.Guard(12, () => Activate(_versions[(a.Sort, a.Other)])),
        AppDeed.RollBack back when Earlier() is { Count: > 0 } earlier => PropertyBrokenException.Guard(13, () => RollBack(earlier[^(1 + back.Back % earlier.Count)])),
        AppDeed.Look look => PropertyBrokenException.Guard(17, () => Look(_versions[(look.Sort, look.Other)])),
        AppDeed.BuildAnew anew => PropertyBrokenException.Guard(16, () => BuildAnew(_versions[(anew.Sort, anew.Other)])),
        _ => Task.CompletedTask,
    };

    /// <summary>What was active before and is still there.</summary>
    private List<(string Deployment, Version Version)> Earlier() => [.. _history.SkipLast(1).Where(h => !_deleted.Contains(h.Version))];

    private async Task Activate(Version version)
    {
        var wasThere = _history.Any(h => h.Version == version);
        var active = (await _silo.Api.Activate(_project, version.Build)).Expect(HttpStatusCode.OK);
        Assert.Equal(wasThere, active["is_rollback"].GetValue<bool>());
        Switched(active.Text("id"), version);
    }

    private async Task RollBack((string Deployment, Version Version) earlier)
    {
        var active = (await _silo.Api.Post($"/api/deployments/{earlier.Deployment}/activate?wait=true")).Expect(HttpStatusCode.OK);
        Assert.True(active["is_rollback"].GetValue<bool>());
        _kinds.Add(AppKinds.Rollback);
        Switched(active.Text("id"), earlier.Version);
    }

    private void Switched(string deployment, Version version)
    {
        _kinds.Add((Active?.Version.Sort, version.Sort) switch
        {
            (null, _) => AppKinds.First,
            (Sort.App, Sort.App) => AppKinds.AppToApp,
            (Sort.App, _) => AppKinds.AppToFiles,
            (_, Sort.App) => AppKinds.FilesToApp,
            _ => AppKinds.FilesToFiles,
        });
        _history.Add((deployment, version));
    }

    private async Task Refuse(Version version)
    {
        Assert.Equal(HttpStatusCode.Conflict, (await _silo.Api.Activate(_project, version.Build)).Status);
        var newest = (await _silo.Api.Get($"/api/projects/{_project}/deployments?limit=1"))["items"].AsArray()[0]!;
        Assert.Equal(("unhealthy", "health_check_failed"), (newest["status"]!.GetValue<string>(), newest["reason"]!.GetValue<string>()));
        _kinds.Add(Active is null ? AppKinds.RefusedAtFirst : AppKinds.Refused);
    }

    private async Task Look(Version version)
    {
        var answer = await RawHttp.Get(_silo.Endpoint, version.PreviewHost);
        Assert.Equal((200, version.Says, version.Build), (answer.Status, answer.Text, answer.Header("x-mv-deployment")));
        _kinds.Add(version.Sort == Sort.App ? AppKinds.LookedAtApp : AppKinds.LookedAtFiles);
    }

    /// <summary>Until it is deleted its address answers, and so it does of the one that is built in its place.</summary>
    private async Task BuildAnew(Version version)
    {
        await Look(version);
        var answer = await _silo.Api.Delete($"/api/builds/{version.Build}");
        if (Active?.Version == version)
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
            await Look(version);
            _kinds.Add(AppKinds.KeptActive);
            return;
        }

        answer.Expect(HttpStatusCode.NoContent);
        _deleted.Add(version);
        _versions[(version.Sort, version.Other)] = await Build(_silo, _project, _name, version.Sort, version.Other);
        await Look(_versions[(version.Sort, version.Other)]);
        _kinds.Add(version.Sort == Sort.App ? AppKinds.DeletedApp : AppKinds.DeletedFiles);
    }

    /// <summary>Of what is there each has an address of its own, and of what was deleted nobody is found at the one that it had.</summary>
    private async Task CheckPreviews()
    {
        Assert.Distinct(_versions.Values.Concat(_deleted).Select(v => v.PreviewHost));
        foreach (var gone in _deleted)
            Assert.Equal(404, (await RawHttp.Get(_silo.Endpoint, gone.PreviewHost)).Status);
    }

    /// <summary>The address is the one that it was at first, and what was activated last answers the next request there.</summary>
    private async Task CheckAddress()
    {
        Assert.Equal(_url, await UrlOf(_silo, _project));
        if (Active is { } active)
            Assert.Equal(active.Version.Says, (await RawHttp.Get(_silo.Endpoint, new Uri(_url).Authority)).Text);
    }

    private async Task CheckSite()
    {
        var answer = await RawHttp.Get(_silo.Endpoint, _silo.SiteHost(_name));
        if (Active is { } active)
            Assert.Equal((200, active.Version.Says, active.Deployment), (answer.Status, answer.Text, answer.Header("x-mv-deployment")));
        else
            Assert.Equal(503, answer.Status);
    }

    /// <summary>A process of its own where an app answers, and none where files do.</summary>
    private Task CheckWhoAnswers()
    {
        if (Active is { } active)
            Assert.Equal(active.Version.Sort == Sort.App ? 1 : 0, AppProcesses.Of(active.Deployment).Count);
        return Task.CompletedTask;
    }

    private async Task CheckHealth() => Assert.Equal(
        Active is null ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, (await _silo.Api.Get($"/api/health/{_project}")).Status);

    /// <summary>Exactly one is active, and it is the one that was activated last.</summary>
    private async Task CheckNewest()
    {
        var items = (await _silo.Api.Get($"/api/projects/{_project}/deployments?limit=100")).Expect(HttpStatusCode.OK)["items"].AsArray();
        Assert.Equal(
            Active is { } active ? [active.Deployment] : [],
            items.Where(d => d!["status"]!.GetValue<string>() == "active").Select(d => d!["id"]!.GetValue<string>()));
        var told = items.Where(d => d!["activated_at"] is not null).Select(d => (d!["id"]!.GetValue<string>(), d["build_id"]!.GetValue<string>())).Reverse().ToList();
        Assert.Equal(_history.TakeLast(told.Count).Select(h => (h.Deployment, h.Version.Build)), told);
    }
}
