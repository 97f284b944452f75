using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MiniVercel.Ports;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Properties;

internal sealed partial class ProjectInHistory
{
    private static readonly TimeSpan RenamedWithin = TimeSpan.FromSeconds(30);

    /// <summary>It is active, says truly whether it was before, and took the way that a build takes which is new.</summary>
    private Task CheckActivation(ApiAnswer answer, bool isRollback)
    {
        answer.Expect(HttpStatusCode.OK);
        Assert.Equal("active", answer.Text("status"));
        Assert.Equal(isRollback, answer["is_rollback"].GetValue<bool>());

        // Whoever hands the order on may still be at that while the run has begun: only the run's own places have an order.
        var way = _observed.Ways.LastWay(Failpoint.ActivationClaimed, Failpoint.CurrentLinked)
            .Where(f => f != Failpoint.ActivationOrdered && f != Failpoint.ActivationHandedOn).ToList();
        Assert.NotEmpty(way);
        _wayOfANewBuild ??= way;
        Assert.Equal(_wayOfANewBuild, way);
        return Task.CompletedTask;
    }

    private async Task IsRefused(Version damaged, bool isRollback)
    {
        var refused = await _silo.Api.Activate(_project, damaged.Build);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        var newest = (await _silo.Api.Get($"/api/projects/{_project}/deployments?limit=1")).Expect(HttpStatusCode.OK)["items"][0]!;
        Assert.Equal(("unhealthy", "artifact_damaged"), (Text(newest, "status"), Text(newest, "reason")));
        _expected.Add(new Entry(Text(newest, "id"), damaged.Build, "unhealthy", isRollback, Text(newest, "created_at"), null));
    }

    /// <summary>No activation changes the address; who answers at it is the newest one, and says so.</summary>
    private async Task CheckSite()
    {
        await AnswersByItsNewName();
        foreach (var (path, content) in _active!.Files)
        {
            var answer = await RawHttp.Get(_silo.Endpoint, _silo.SiteHost(_name), "/" + path);

            Assert.Equal((200, content), (answer.Status, answer.Text));
            Assert.Equal(_expected.FindLast(e => e.Status == "active")!.Deployment, answer.Header("x-mv-deployment"));
        }

        foreach (var old in _oldNames)
            Assert.Equal(404, (await RawHttp.Get(_silo.Endpoint, _silo.SiteHost(old))).Status);
    }

    /// <summary>Every build that is left answers at an address of its own, by its own files, whatever is active; one that is deleted does not.</summary>
    private async Task CheckPreviews()
    {
        if (_versions.Count > 2)
            _kinds.Add(Kinds.SeveralPreviews);
        await PropertyBrokenException.Guard(16, () =>
        {
            Assert.Distinct(_versions.Concat(_deleted).Select(v => v.Preview));
            return Task.CompletedTask;
        });
        foreach (var version in _versions)
        {
            var answer = await RawHttp.Get(_silo.Endpoint, version.Preview.Authority);
            await PropertyBrokenException.Guard(16, () => IsServed(answer));
            await PropertyBrokenException.Guard(17, () =>
            {
                Assert.Equal((version.Files["index.html"], version.Build, "noindex"), (answer.Text, answer.Header("x-mv-deployment"), answer.Header("x-robots-tag")));
                return Task.CompletedTask;
            });
            await PropertyBrokenException.Guard(18, async () =>
                Assert.Equal(version.Preview.OriginalString, (await _silo.Api.Get($"/api/builds/{version.Build}")).Text("preview_url")));
        }

        foreach (var gone in _deleted)
        {
            await PropertyBrokenException.Guard(16, async () =>
                Assert.Equal(404, (await RawHttp.Get(_silo.Endpoint, gone.Preview.Authority)).Status));
        }
    }

    private static Task IsServed(RawResponse answer)
    {
        Assert.Equal(200, answer.Status);
        return Task.CompletedTask;
    }

    /// <summary>Whoever asks whether the project is up is told by the status alone.</summary>
    private async Task CheckHealth(HttpStatusCode expected)
    {
        var answer = await _silo.Api.Get($"/api/health/{_project}");

        Assert.Equal(expected, answer.Status);
        if (expected == HttpStatusCode.OK)
            Assert.Equal(("healthy", _expected.FindLast(e => e.Status == "active")!.Deployment), (answer.Text("status"), answer.Text("deployment_id")));
    }

    /// <summary>A new name is told to the gateways, but not waited for by who renames.</summary>
    private async Task AnswersByItsNewName()
    {
        using var limit = new CancellationTokenSource(RenamedWithin);
        while (_oldNames.Count > 0 && (await RawHttp.Get(_silo.Endpoint, _silo.SiteHost(_name))).Status == 404)
            limit.Token.ThrowIfCancellationRequested();
    }

    private async Task CheckDisk()
    {
        var current = new DirectoryInfo(Path.Combine(_silo.Folder, "deployments", _project, "current"));
        Assert.Equal($"builds/{_active!.Build}", current.LinkTarget);
        foreach (var (path, content) in _active.Files)
            Assert.Equal(content, await File.ReadAllTextAsync(Path.Combine(current.FullName, path)));
    }

    /// <summary>Every activation there ever was, newest first, each as it was said when it ended, in the order of time.</summary>
    private async Task CheckHistory()
    {
        if (_expected.Count >= 5)
            _kinds.Add(Kinds.LongHistory);

        var listed = (await _silo.Api.Get($"/api/projects/{_project}/deployments?limit=100")).Expect(HttpStatusCode.OK)["items"].AsArray()
            .Select(d => new Entry(
                Text(d!, "id"), Text(d!, "build_id"), Text(d!, "status"), d!["is_rollback"]!.GetValue<bool>(),
                Text(d!, "created_at"), d!["activated_at"]?.GetValue<string>()))
            .Reverse().ToList();

        Assert.Equal(_expected, listed);
        InOrder(listed.Select(d => d.CreatedAt));
        InOrder(listed.Select(d => d.ActivatedAt).OfType<string>());
        Assert.All(listed, d => Assert.Equal(d.Status != "unhealthy", d.ActivatedAt is not null));
    }

    private static void InOrder(IEnumerable<string> times)
    {
        var parsed = times.Select(t => DateTimeOffset.Parse(t, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(parsed.Order(), parsed);
        Assert.All(parsed, t => Assert.InRange(t, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
