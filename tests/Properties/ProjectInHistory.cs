using System.Net;
using System.Security.Cryptography;
using System.Text;
using MiniVercel.Ports;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

/// <summary>
/// Plays a history against a real project, and checks after every deed that the site, the API and the disk agree with
/// what a person would expect of it.
/// </summary>
internal sealed partial class ProjectInHistory
{
    private static int s_projects;

    private readonly TestSilo _silo;
    private readonly HistorySilo _observed;
    private readonly string _project;
    private readonly HashSet<string> _kinds = [];
    private readonly List<Version> _versions = [];
    private readonly List<Version> _deleted = [];
    private readonly List<Entry> _expected = [];
    private readonly List<string> _oldNames = [];
    private string _name;
    private Version? _active;
    private bool _hasDeleted;
    private IReadOnlyList<Failpoint>? _wayOfANewBuild;

    private ProjectInHistory(HistorySilo observed, string project, string name) =>
        (_observed, _silo, _project, _name) = (observed, observed.Silo, project, name);

    /// <summary>A build that can be activated.</summary>
    private sealed record Version(string Build, string Says, Uri Preview, IReadOnlyDictionary<string, string> Files);

    /// <summary>What the project's history must say of one activation, for ever.</summary>
    private sealed record Entry(string Deployment, string Build, string Status, bool IsRollback, string CreatedAt, string? ActivatedAt);

    public static async Task<ProjectInHistory> Start(HistorySilo silo)
    {
        var name = $"history-{Interlocked.Increment(ref s_projects)}";
        return new ProjectInHistory(silo, await silo.Silo.Api.CreateProject(name), name);
    }

    /// <summary>Plays it, and answers with the kinds of things that came about.</summary>
    public async Task<IReadOnlySet<string>> Play(History history)
    {
        _kinds.Add(Kinds.Undeployed);
        await PropertyBrokenException.Guard(22, () => CheckHealth(HttpStatusCode.ServiceUnavailable));
        foreach (var deed in history.Deeds)
        {
            await Do(deed);
            await PropertyBrokenException.Guard(20, CheckSite);
            await PropertyBrokenException.Guard(12, CheckDisk);
            await PropertyBrokenException.Guard(14, CheckHistory);
            await CheckPreviews();
            await PropertyBrokenException.Guard(22, () => CheckHealth(HttpStatusCode.OK));
        }

        (await _silo.Api.Delete($"/api/projects/{_project}")).Expect(HttpStatusCode.NoContent);
        await PropertyBrokenException.Guard(22, () => CheckHealth(HttpStatusCode.NotFound));
        return _kinds;
    }

    private Task Do(Deed deed) => deed switch
    {
        Deed.Deploy deploy => Deploy(deploy),
        Deed.Activate activate => Activate(_versions[^(1 + activate.Back % _versions.Count)], viaDeployment: false),
        Deed.RollBack back => RollBack(back.Back),
        Deed.ActivateDamaged => PropertyBrokenException.Guard(12, ActivateDamaged),
        Deed.RollBackToDamaged back => RollBackToDamaged(back.Back),
        Deed.DeleteBuild delete => DeleteBuild(delete.Back),
        Deed.Rename => Rename(),
        _ => throw new ArgumentOutOfRangeException(nameof(deed), deed, null),
    };

    private async Task Deploy(Deed.Deploy deploy)
    {
        if (deploy.ExtraFiles > 0)
            _kinds.Add(Kinds.SeveralFiles);
        await Activate(await Build(deploy.Says, deploy.ExtraFiles), viaDeployment: false);
    }

    private async Task<Version> Build(string says, int extraFiles)
    {
        var files = new Dictionary<string, string> { ["index.html"] = $"<h1>{says}</h1>" };
        for (var i = 0; i < extraFiles; i++)
            files[$"files/{i}.txt"] = $"{says}, file {i}";
        var build = (await _silo.Api.Build(_project, files)).Expect(HttpStatusCode.OK);
        Assert.Equal("success", build.Text("status"));
        await PropertyBrokenException.Guard(18, () =>
        {
            Assert.NotEmpty(build.Text("preview_url"));
            return Task.CompletedTask;
        });
        var version = new Version(build.Text("id"), says, new Uri(build.Text("preview_url")), files);
        _versions.Add(version);
        return version;
    }

    private Task RollBack(int back) => WereActive() is { Count: > 0 } earlier
        ? Activate(earlier[^(1 + back % earlier.Count)], viaDeployment: true)
        : Task.CompletedTask;

    /// <summary>The versions one can go back to, in the order in which they were first built.</summary>
    private List<Version> WereActive() => [.. _versions.Where(v => v != _active && WasActive(v))];

    private bool WasActive(Version version) => _expected.Exists(e => e.Build == version.Build && e.Status != "unhealthy");

    private async Task Activate(Version version, bool viaDeployment)
    {
        var isRollback = WasActive(version);
        Note(version, isRollback);
        _observed.Ways.Forget();

        var answer = viaDeployment
            ? await _silo.Api.Post($"/api/deployments/{_expected.FindLast(e => e.Build == version.Build)!.Deployment}/activate?wait=true")
            : await _silo.Api.Activate(_project, version.Build);
        await PropertyBrokenException.Guard(isRollback ? 13 : 12, () => CheckActivation(answer, isRollback));

        for (var i = 0; i < _expected.Count; i++)
        {
            if (_expected[i].Status == "active")
                _expected[i] = _expected[i] with { Status = "inactive" };
        }

        _expected.Add(new Entry(
            answer.Text("id"), version.Build, "active", isRollback, answer.Text("created_at"), answer.Text("activated_at")));
        _active = version;
    }

    private void Note(Version next, bool isRollback)
    {
        if (next == _active)
            _kinds.Add(Kinds.SameAgain);
        else if (!isRollback)
            _kinds.Add(_active is null ? Kinds.First : Kinds.Forward);
        else
            _kinds.Add(_expected[^1].Status == "unhealthy" ? Kinds.RollbackAfterFailure : Kinds.Rollback);

        if (isRollback && _expected[^1].IsRollback)
            _kinds.Add(Kinds.RollbackOfRollback);
        if (_hasDeleted)
            _kinds.Add(Kinds.AfterDelete);
        if (_oldNames.Count > 0)
            _kinds.Add(Kinds.AfterRename);
    }

    /// <summary>An artifact that is no longer what it was must never be served; the version before goes on.</summary>
    private async Task ActivateDamaged()
    {
        var damaged = await Build($"damaged {Guid.NewGuid():n}", extraFiles: 0);
        _versions.Remove(damaged);
        await Damage(damaged, "<h1>something else</h1>");
        _kinds.Add(Kinds.Damaged);
        await IsRefused(damaged, isRollback: false);
    }

    /// <summary>That it was good once counts for nothing: going back proves what going forward proves.</summary>
    private async Task RollBackToDamaged(int back)
    {
        if (WereActive() is not { Count: > 0 } earlier)
            return;

        var damaged = earlier[^(1 + back % earlier.Count)];
        await Damage(damaged, "<h1>rotten</h1>");
        _kinds.Add(Kinds.DamagedSince);
        await PropertyBrokenException.Guard(13, () => IsRefused(damaged, isRollback: true));
        await Damage(damaged, damaged.Files["index.html"]); // made good again
    }

    private async Task Damage(Version version, string content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version.Files["index.html"])));
        var blob = Path.Combine(_silo.Folder, "blobs", hash[..2], hash);
        File.SetUnixFileMode(blob, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(blob, content);
    }

    private async Task DeleteBuild(int back)
    {
        if (_versions.Where(v => v != _active).ToList() is not { Count: > 0 } others)
            return;

        var gone = others[^(1 + back % others.Count)];
        Assert.Equal(HttpStatusCode.Conflict, (await _silo.Api.Delete($"/api/builds/{_active!.Build}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _silo.Api.Delete($"/api/builds/{gone.Build}")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _silo.Api.Activate(_project, gone.Build)).Status);
        _kinds.Add(Kinds.Delete);
        _hasDeleted = true;
        _versions.Remove(gone);
        _deleted.Add(gone);
    }

    private async Task Rename()
    {
        var next = $"history-{Interlocked.Increment(ref s_projects)}";
        (await _silo.Api.Put($"/api/projects/{_project}", new { name = next })).Expect(HttpStatusCode.OK);
        _oldNames.Add(_name);
        _name = next;
        _kinds.Add(Kinds.Rename);
    }
}
