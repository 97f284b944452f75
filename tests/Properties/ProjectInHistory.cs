using System.Net;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>
/// Plays a history against a real project, and checks after every deed that the site, the API and the disk agree with
/// what a person would expect of it.
/// </summary>
internal sealed class ProjectInHistory(TestSilo silo, string project, string name)
{
    private sealed record Version(string Build, string Says, IReadOnlyDictionary<string, string> Files);

    private static int s_projects;

    private readonly List<Version> _versions = [];
    private readonly List<(string Deployment, string Build, string Status)> _expected = [];
    private Version? _active;

    /// <summary>How often each kind of deed was really done, over all histories.</summary>
    public static Dictionary<string, int> Done { get; } = [];

    public static async Task<ProjectInHistory> Start(TestSilo silo)
    {
        var name = $"history-{Interlocked.Increment(ref s_projects)}";
        return new ProjectInHistory(silo, await silo.Api.CreateProject(name), name);
    }

    public async Task Play(History history)
    {
        foreach (var deed in history.Deeds)
        {
            await Do(deed);
            await CheckSite();
            await CheckDisk();
            await CheckHistory();
        }
    }

    private Task Do(Deed deed)
    {
        Done[deed.GetType().Name] = Done.GetValueOrDefault(deed.GetType().Name) + 1;
        return deed switch
        {
            Deed.Deploy deploy => Deploy(deploy),
            Deed.Activate activate => Activate(_versions[^(1 + activate.Back % _versions.Count)]),
            Deed.ActivateDamaged => ActivateDamaged(),
            _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, null),
        };
    }

    private async Task Deploy(Deed.Deploy deploy)
    {
        var version = await Build(deploy.Says, deploy.ExtraFiles);
        await Activate(version);
    }

    private async Task<Version> Build(string says, int extraFiles)
    {
        var files = new Dictionary<string, string> { ["index.html"] = $"<h1>{says}</h1>" };
        for (var i = 0; i < extraFiles; i++)
            files[$"files/{i}.txt"] = $"{says}, file {i}";
        var build = (await silo.Api.Build(project, files)).Expect(HttpStatusCode.OK);
        Assert.Equal("success", build.Text("status"));
        var version = new Version(build.Text("id"), says, files);
        _versions.Add(version);
        return version;
    }

    private async Task Activate(Version version)
    {
        var wasActive = _expected.Exists(e => e.Build == version.Build && e.Status != "unhealthy");

        var deployment = (await silo.Api.Activate(project, version.Build)).Expect(HttpStatusCode.OK);

        Assert.Equal("active", deployment.Text("status"));
        Assert.Equal(wasActive, deployment["is_rollback"].GetValue<bool>());
        for (var i = 0; i < _expected.Count; i++)
        {
            if (_expected[i].Status == "active")
                _expected[i] = _expected[i] with { Status = "inactive" };
        }

        _expected.Add((deployment.Text("id"), version.Build, "active"));
        _active = version;
    }

    /// <summary>An artifact that is no longer what it was must never be served; the version before goes on.</summary>
    private async Task ActivateDamaged()
    {
        var says = $"damaged {Guid.NewGuid():n}";
        var damaged = await Build(says, extraFiles: 0);
        _versions.Remove(damaged);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"<h1>{says}</h1>")));
        var blob = Path.Combine(silo.Folder, "blobs", hash[..2], hash);
        File.SetUnixFileMode(blob, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(blob, "<h1>something else</h1>");

        var refused = await silo.Api.Activate(project, damaged.Build);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        var newest = (await silo.Api.Get($"/api/projects/{project}/deployments?limit=1")).Expect(HttpStatusCode.OK)["items"][0]!;
        Assert.Equal("unhealthy", newest["status"]!.GetValue<string>());
        Assert.Equal("artifact_damaged", newest["reason"]!.GetValue<string>());
        _expected.Add((newest["id"]!.GetValue<string>(), damaged.Build, "unhealthy"));
    }

    /// <summary>The address never changes; who answers at it is the newest activation, and says so.</summary>
    private async Task CheckSite()
    {
        foreach (var (path, content) in _active!.Files)
        {
            var answer = await RawHttp.Get(silo.Endpoint, silo.SiteHost(name), "/" + path);

            Assert.Equal(200, answer.Status);
            Assert.Equal(content, answer.Text);
            Assert.Equal(_expected.FindLast(e => e.Status == "active").Deployment, answer.Header("x-mv-deployment"));
        }
    }

    private async Task CheckDisk()
    {
        var current = new DirectoryInfo(Path.Combine(silo.Folder, "deployments", project, "current"));
        Assert.Equal($"builds/{_active!.Build}", current.LinkTarget);
        foreach (var (path, content) in _active.Files)
            Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(current.FullName, path)));
    }

    private async Task CheckHistory()
    {
        var listed = (await silo.Api.Get($"/api/projects/{project}/deployments?limit=100")).Expect(HttpStatusCode.OK)["items"].AsArray();
        Assert.Equal(
            _expected.AsEnumerable().Reverse(),
            listed.Select(d => (d!["id"]!.GetValue<string>(), d["build_id"]!.GetValue<string>(), d["status"]!.GetValue<string>())));
        Assert.All(listed, d => Assert.Equal(
            d!["status"]!.GetValue<string>() != "unhealthy", d["activated_at"] is not null));
    }
}
