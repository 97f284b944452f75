using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MiniVercel.Testing.Apps;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Faults;

/// <summary>The disk of the data folder is full: what was wanted ends with that reason, what serves goes on, and with room again all is well.</summary>
public sealed class FullDisks : IAsyncLifetime, IDisposable
{
    private const string Name = "full";

    private SmallDisk? _disk;
    private SiloProcess _silo = null!;
    private ApiDriver _api = null!;
    private string _project = "";

    public async Task InitializeAsync()
    {
        _disk = SmallDisk.Mount(megabytes: 64);
        _silo = await SiloProcess.Start(Directory.CreateDirectory(Path.Combine(_disk.Folder, "data")).FullName, database: await TestPostgres.NewDatabase());
        _api = _silo.Api();
        _project = await _api.CreateProject(Name);
    }

    public async Task DisposeAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
    }

    public void Dispose()
    {
        _api?.Dispose();
        _disk?.Dispose();
    }

    [SmallDiskFact]
    public async Task Files_that_cannot_be_laid_out_change_nothing()
    {
        var first = (await Activated(await Built(KilledSite.Says("one")))).Expect(HttpStatusCode.OK).Text("id");
        var many = Enumerable.Range(0, 60).ToDictionary(i => $"{i}/page.html", i => $"page {i}");
        var second = await Built(KilledSite.Says("two").Concat(many).ToDictionary());
        _disk!.TakeNamesUpTo(40);

        Assert.Equal(HttpStatusCode.Conflict, (await Activated(second)).Status);

        await AssertFull();
        await KilledSite.Serves(_silo.Endpoint, Name, "one", first);
        Assert.Empty(Directory.GetFileSystemEntries(InData("deployments", "making")));
        Assert.Single(Directory.GetDirectories(InData("deployments", _project, "builds")));
        _disk.Free();
        var active = (await Activated(second)).Expect(HttpStatusCode.OK).Text("id");
        await KilledSite.Serves(_silo.Endpoint, Name, "two", active);
    }

    [SmallDiskFact(runsApps: true)]
    public async Task An_app_that_has_no_room_for_its_copy_changes_nothing()
    {
        var first = (await Activated(await Built(ScriptedApp.Serving("one")))).Expect(HttpStatusCode.OK).Text("id");
        var second = await Built(ScriptedApp.Serving("two").Append(new("large.txt", new string('x', 8 << 20))).ToDictionary());
        _disk!.FillUpTo(4 << 20);

        Assert.Equal(HttpStatusCode.Conflict, (await Activated(second)).Status);

        var refused = await AssertFull();
        await KilledSite.Serves(_silo.Endpoint, Name, "one", first);
        Assert.StartsWith(first, Path.GetFileName(Assert.Single(Directory.GetDirectories(InData("apps")))), StringComparison.Ordinal);
        Assert.Empty(AppProcesses.Of(refused));
        _disk.Free();
        var active = (await Activated(second)).Expect(HttpStatusCode.OK).Text("id");
        await KilledSite.Serves(_silo.Endpoint, Name, "two", active);
    }

    [SmallDiskFact]
    public async Task A_content_that_has_no_room_is_refused_and_leaves_nothing_behind()
    {
        var content = RandomNumberGenerator.GetBytes(4 << 20);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        var files = new[] { new { path = "index.html", sha256 = hash, size = content.Length, executable = false } };
        var upload = (await _api.Post($"/api/projects/{_project}/uploads", new { files })).Expect(HttpStatusCode.Created).Text("id");
        Task<ApiAnswer> Send() => _api.Send(HttpMethod.Put, $"/api/uploads/{upload}/blobs/{hash}", new ByteArrayContent(content));
        _disk!.FillUpTo(1 << 20);

        var refused = (await Send()).Expect(HttpStatusCode.InsufficientStorage);

        Assert.Contains("disk is full", refused.Text("detail"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(InData("blobs", "incoming")));
        _disk.Free();
        (await Send()).Expect(HttpStatusCode.NoContent);
    }

    [SmallDiskFact]
    public async Task A_build_that_has_no_room_ends_with_that_reason()
    {
        var upload = await _api.Upload(_project, KilledSite.Says("one").Append(new("large.txt", new string('x', 8 << 20))).ToDictionary());
        _disk!.FillUpTo(4 << 20);

        var failed = await Build(upload);

        Assert.Equal(("failed", "disk_full"), (failed.Text("status"), failed.Text("reason")));
        Assert.Contains("disk is full", await _api.FollowLog(failed.Text("id")), StringComparison.Ordinal);
        await WorkspaceIsGone();
        _disk.Free();
        Assert.Equal("success", (await Build(upload)).Text("status"));
    }

    private async Task<ApiAnswer> Build(string upload)
    {
        var queued = (await _api.Post($"/api/projects/{_project}/builds", new { upload_id = upload })).Expect(HttpStatusCode.Accepted);
        return await _api.WaitForBuild(queued.Text("id"));
    }

    private async Task<string> Built(IReadOnlyDictionary<string, string> files)
    {
        var build = await _api.Build(_project, files);
        Assert.True(build.Text("status") == "success", await _api.FollowLog(build.Text("id")));
        await WorkspaceIsGone();
        return build.Text("id");
    }

    /// <summary>It goes after the end of its build was told, and makes room.</summary>
    private async Task WorkspaceIsGone()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await KilledSite.Until(() => Task.FromResult(Directory.GetDirectories(InData("workspaces")).Length == 0), limit.Token);
    }

    private Task<ApiAnswer> Activated(string build) => _api.Activate(_project, build);

    /// <summary>The newest activation has ended so; its id.</summary>
    private async Task<string> AssertFull()
    {
        JsonNode newest = (await _api.Get($"/api/projects/{_project}/deployments?limit=1")).Expect(HttpStatusCode.OK)["items"].AsArray()[0]!;
        Assert.Equal(("unhealthy", "disk_full"), (newest["status"]!.GetValue<string>(), newest["reason"]!.GetValue<string>()));
        Assert.Contains("disk", newest["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        return newest["id"]!.GetValue<string>();
    }

    private string InData(params string[] parts) => Path.Combine([_silo.Folder, .. parts]);
}
