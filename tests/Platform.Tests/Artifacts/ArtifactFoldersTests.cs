using Microsoft.Extensions.Logging.Abstractions;
using MiniVercel.Deployments;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Routing;
using MiniVercel.Platform.Storage;
using MiniVercel.Platform.Tests.Blobs;
using MiniVercel.Ports;
using MiniVercel.Testing.Barriers;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Artifacts;

public sealed class ArtifactFoldersTests : DatabaseTest
{
    private static readonly Dictionary<string, TestBlob> Site = new()
    {
        ["index.html"] = TestBlob.Of("hello"),
        ["copy.html"] = TestBlob.Of("hello"),
        ["empty"] = TestBlob.Of(""),
        ["a/deep/folder/ünïcode name"] = TestBlob.Of("deep"),
        ["tools/run"] = TestBlob.Of("#!", executable: true),
    };

    private readonly string _top = TemporaryFolder.Create("artifacts");
    private FolderBlobStore _blobs = null!;
    private ArtifactFolders _folders = null!;
    private ProjectId _project;

    private string Root => Path.Combine(_top, "deployments");

    private string Current => Path.Combine(Root, _project.Value, "current");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _blobs = new FolderBlobStore(Path.Combine(_top, "blobs"));
        _folders = new ArtifactFolders(Root, _blobs, new ArtifactStore(Database), Database, new RecordedFailpoints());
        _project = await Rows.Project();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_top, recursive: true);
    }

    [Fact]
    public async Task An_artifact_is_laid_out_byte_for_byte()
    {
        var build = await Built(Site);

        await Materialise(build);
        await Materialise(build);

        AssertLaidOut(build);
    }

    [Fact]
    public async Task Nobody_else_enters_a_project_s_folder()
    {
        await Materialise(await Built(Site));

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(Root, _project.Value)));
    }

    [Fact]
    public async Task Runs_of_the_same_build_lay_it_out_once()
    {
        var build = await Built(Site);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Materialise(build)));

        AssertLaidOut(build);
        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(Root, _project.Value, "builds")));
    }

    [Fact]
    public async Task What_a_killed_run_left_half_made_is_not_taken_for_done_and_goes_at_the_next_start()
    {
        var build = await Built(Site);
        var half = Directory.CreateDirectory(Path.Combine(Root, "making", $"{build}-1"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "index.html"), "hel");

        await Materialise(build);
        AssertLaidOut(build);
        Assert.Equal([build.Value], Directory.GetFileSystemEntries(Path.Combine(Root, _project.Value, "builds")).Select(Path.GetFileName));

        _folders.Clear();
        Assert.False(Directory.Exists(half.FullName));
        AssertLaidOut(build);
    }

    [Fact]
    public async Task A_build_without_an_artifact_is_refused() => await IsDamaged(await Rows.Build(_project));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_blob_that_is_damaged_or_missing_stops_it_and_leaves_no_folder(bool isMissing)
    {
        var build = await Built(Site);
        Damage(Site["tools/run"], isMissing);

        await IsDamaged(build);

        Assert.False(Directory.Exists(FolderOf(build)));
    }

    [Fact]
    public async Task A_blob_that_was_damaged_since_is_noticed_even_where_the_folder_is_there()
    {
        var build = await Built(Site);
        await Materialise(build);
        Damage(Site["index.html"], isMissing: false);

        await IsDamaged(build);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_compressed_variant_is_looked_at_as_its_file_is(bool isMissing)
    {
        var (text, brotli) = (TestBlob.Of("text"), TestBlob.Of("t"));
        await text.PutInto(_blobs);
        await brotli.PutInto(_blobs);
        var build = await BuiltOf(new ManifestFile("a.txt", text.Key.Sha256, 4, Executable: false, "text/plain")
        {
            Brotli = new Variant(brotli.Key.Sha256, 1),
        });
        await Materialise(build);

        Damage(brotli, isMissing);

        await IsDamaged(build);
    }

    [Fact]
    public async Task Current_follows_the_committed_route()
    {
        var (first, second) = (await Built(Site), await Built(Site));
        await Materialise(first);
        await Materialise(second);
        await _folders.LinkCurrent(_project, CancellationToken.None);
        Assert.False(Path.Exists(Current));

        await Serve(first, 1);
        await _folders.LinkCurrent(_project, CancellationToken.None);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(Current, "index.html")));
        File.CreateSymbolicLink(Current + ".next", "left/by/a/killed/run");
        await Serve(second, 2);
        await _folders.LinkCurrent(_project, CancellationToken.None);

        Assert.Equal(Path.Combine("builds", second.Value), new FileInfo(Current).LinkTarget);
        Assert.False(Path.Exists(Current + ".next"));
    }

    [Fact]
    public async Task Current_is_not_pointed_at_a_build_that_this_engine_does_not_have()
    {
        var (here, elsewhere) = (await Built(Site), await Built(Site));
        await Materialise(here);
        await Serve(here, 1);
        await _folders.LinkCurrent(_project, CancellationToken.None);

        await Serve(elsewhere, 2);
        await _folders.LinkCurrent(_project, CancellationToken.None);

        Assert.Equal(Path.Combine("builds", here.Value), new FileInfo(Current).LinkTarget);
    }

    [Fact]
    public async Task However_activations_race_current_only_goes_forward_and_ends_at_the_route()
    {
        var generations = new Dictionary<string, int>();
        var orders = new List<ActivationOrder>();
        for (var generation = 1; generation <= 12; generation++)
        {
            var build = await Built(new() { ["index.html"] = TestBlob.Of($"{generation}") });
            await Materialise(build);
            generations.Add(Path.Combine("builds", build.Value), generation);
            orders.Add(await Rows.Deployment(_project, build, generation));
        }

        var routes = new PostgresRoutes(Database, new Publication(Database, new Doorbells(Database, NullLogger<Doorbells>.Instance)));
        var racing = Task.WhenAll(orders.Select(async order =>
        {
            await routes.Commit(order, attempt: 1, CancellationToken.None);
            await _folders.LinkCurrent(_project, CancellationToken.None);
        }));
        var seen = new List<int>();
        do
        {
            if (new FileInfo(Current).LinkTarget is { } target)
                seen.Add(generations[target]);
            await Task.Yield();
        }
        while (!racing.IsCompleted);
        await racing;

        Assert.Equal(seen.Order(), seen);
        Assert.Equal(12, generations[new FileInfo(Current).LinkTarget!]);
    }

    [Fact]
    public async Task The_folder_of_a_build_whose_artifact_is_gone_goes_and_the_others_stay()
    {
        var (kept, gone) = (await Built(Site), await Built(Site));
        await Materialise(kept);
        await Materialise(gone);
        await Tell("delete from artifacts where build_id = @Value", gone);

        Assert.Equal(1, await _folders.Sweep(CancellationToken.None));

        AssertLaidOut(kept);
        Assert.False(Directory.Exists(FolderOf(gone)));
        Assert.Equal(0, await _folders.Sweep(CancellationToken.None));
    }

    [Fact]
    public async Task With_its_last_build_a_project_s_folder_goes()
    {
        var build = await Built(Site);
        await Materialise(build);
        File.CreateSymbolicLink(Current, Path.Combine("builds", build.Value));
        await Tell("delete from artifacts");

        await _folders.Sweep(CancellationToken.None);

        Assert.False(Directory.Exists(Path.Combine(Root, _project.Value)));
    }

    private async Task<BuildId> Built(Dictionary<string, TestBlob> files)
    {
        foreach (var blob in files.Values)
            await blob.PutInto(_blobs);
        return await BuiltOf(files
            .Select(f => new ManifestFile(f.Key, f.Value.Key.Sha256, f.Value.Content.Length, f.Value.Executable, "text/plain")).ToArray());
    }

    private async Task<BuildId> BuiltOf(params ManifestFile[] files)
    {
        var build = await Rows.Build(_project);
        var manifest = new Manifest(Manifest.CurrentFormat, files);
        await Rows.Brought(manifest);
        Assert.IsType<ArtifactCommit.Committed>(await new ArtifactStore(Database).Commit(
            build, attempt: 1, build.Value, NewId.Of<ArtifactId>(TimeProvider.System), manifest, CancellationToken.None));
        return build;
    }

    private Task<bool> Materialise(BuildId build) => _folders.Materialise(_project, build, CancellationToken.None);

    private Task<ArtifactDamagedException> IsDamaged(BuildId build) =>
        Assert.ThrowsAsync<ArtifactDamagedException>(() => Materialise(build));

    private void Damage(TestBlob blob, bool isMissing)
    {
        var path = _blobs.Find(blob.Key)!;
        if (isMissing)
        {
            File.Delete(path);
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path, "damaged");
    }

    private async Task Serve(BuildId build, long generation)
    {
        var order = await Rows.Deployment(_project, build, generation);
        await Tell(
            """
            insert into routes (project_id, team_id, deployment_id, build_id, generation)
            values (@project, @team, @deployment, @build, @generation)
            on conflict (project_id) do update set build_id = @build, generation = @generation
            """,
            new { project = _project.Value, team = order.Team.Value, deployment = order.Deployment.Value, build = build.Value, generation });
    }

    private void AssertLaidOut(BuildId build)
    {
        var folder = FolderOf(build);
        var laidOut = Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
        Assert.Equal(Site.Keys.Order(StringComparer.Ordinal), laidOut.Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal));
        foreach (var (path, blob) in Site)
        {
            var file = new FileInfo(Path.Combine(folder, path));
            Assert.Equal(blob.Content, File.ReadAllBytes(file.FullName));
            Assert.Equal(blob.Executable, file.UnixFileMode.HasFlag(UnixFileMode.UserExecute));
            Assert.False(file.UnixFileMode.HasFlag(UnixFileMode.UserWrite));
        }
    }

    private string FolderOf(BuildId build) => Path.Combine(Root, _project.Value, "builds", build.Value);
}
