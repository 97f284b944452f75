using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Sweeping;
using MiniVercel.Platform.Tests.Blobs;
using MiniVercel.Platform.Uploads;
using MiniVercel.Ports;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Sweeping;

/// <summary>A test with a store of contents, what teams have brought into it, and the sweep of both.</summary>
public abstract class SweepTest : DatabaseTest, IFailpoints
{
    protected const string Node = "node_1";

    private string _folder = "";

    protected FolderBlobStore Blobs { get; private set; } = null!;

    protected UploadStore Uploads { get; private set; } = null!;

    /// <summary>What happens when the sweep comes by a place.</summary>
    protected Action<Failpoint> Reached { get; set; } = _ => { };

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _folder = TemporaryFolder.Create("sweep");
        Blobs = new FolderBlobStore(_folder);
        Uploads = new UploadStore(Database, Blobs, Node);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    void IFailpoints.Reach(Failpoint failpoint) => Reached(failpoint);

    protected async Task Sweep()
    {
        await new RecordSweep(Database, this).Sweep(CancellationToken.None);
        await new StoreSweep(Database, Blobs, Node, this).Sweep(CancellationToken.None);
    }

    /// <summary>A day later, as far as pins are concerned.</summary>
    protected Task PinsRunOut() => Tell("update team_blobs set pinned_until = clock_timestamp() - interval '1 second'");

    protected async Task Bring(TestBlob blob, TeamId? team = null) => Assert.True(
        await Uploads.Brought(team ?? TeamId.Default, await blob.PutInto(Blobs), blob.Content.Length, CancellationToken.None));

    protected static Manifest Of(params TestBlob[] files) => new(
        Manifest.CurrentFormat,
        [.. files.Select((f, i) => new ManifestFile($"{i}", f.Key.Sha256, f.Content.Length, f.Executable, "text/plain"))]);

    protected async Task<(BuildId Build, ArtifactCommit Ending)> Commit(ProjectId project, Manifest manifest)
    {
        var build = await Rows.Build(project);
        var ending = await new ArtifactStore(Database).Commit(
            build, attempt: 1, build.Value, NewId.Of<ArtifactId>(TimeProvider.System), manifest, CancellationToken.None);
        return (build, ending);
    }

    /// <summary>As the deletion of a build leaves it.</summary>
    protected async Task Delete(BuildId build)
    {
        await Rows.ChangeBuild(build, b => b with { Status = BuildStatus.Success, DeletedAt = DateTimeOffset.UtcNow });
        await Tell("delete from hosts where build_id = @Value", build);
    }
}
