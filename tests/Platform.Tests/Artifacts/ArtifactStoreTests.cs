using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Tests.Blobs;
using MiniVercel.Routing;

namespace MiniVercel.Platform.Tests.Artifacts;

public sealed class ArtifactStoreTests : DatabaseTest
{
    private static readonly Manifest Site = new(Manifest.CurrentFormat,
    [
        new ManifestFile("index.html", TestBlob.Of("hello").Key.Sha256, 5, Executable: false, "text/html; charset=utf-8"),
        new ManifestFile("tools/run", TestBlob.Of("#!").Key.Sha256, 2, Executable: true, "application/octet-stream"),
    ]);

    private ArtifactStore Store => new(Database);

    [Fact]
    public async Task An_artifact_comes_back_as_it_was_committed_and_its_host_is_announced()
    {
        var build = await Rows.Build(await Rows.Project());
        Assert.Null(await Store.Find(build, CancellationToken.None));
        Assert.Null(await Store.Read(build, CancellationToken.None));

        var committed = await Commit(build, "art_1");

        Assert.Equal(new CommittedArtifact(new ArtifactId("art_1"), new RouteClock(1, 1)), committed);
        Assert.Equal(committed, await Store.Find(build, CancellationToken.None));
        var read = await Store.Read(build, CancellationToken.None);
        Assert.Equal((Manifest.CurrentFormat, 7L), (read!.Format, read.Size));
        Assert.Equal(Site.Files, read.Files);
        Assert.Equal((7L, 2), await Ask<(long, int)>("select size, file_count from artifacts"));
        Assert.Equal(("shop-1", build.Value, "build"), await Ask<(string, string, string)>("select host, build_id, kind from hosts"));
    }

    [Fact]
    public async Task A_manifest_is_written_down_without_saying_anything_twice()
    {
        await Commit(await Rows.Build(await Rows.Project()), "art_1");

        Assert.Equal("files,format", await Ask<string>("select string_agg(k, ',' order by k) from artifacts, jsonb_object_keys(manifest) k"));
        Assert.Equal(
            "content_type,executable,path,sha256,size",
            await Ask<string>("select string_agg(k, ',' order by k) from artifacts, jsonb_object_keys(manifest -> 'files' -> 0) k"));
    }

    [Fact]
    public async Task Whoever_tries_again_finds_the_artifact_that_is_there()
    {
        var build = await Rows.Build(await Rows.Project());
        await Commit(build, "art_1");
        await Rows.ChangeBuild(build, b => b with { Attempt = 2 });

        var again = await Commit(build, "art_2", attempt: 2);

        Assert.Equal(new ArtifactId("art_1"), again.Artifact);
        Assert.Equal(1, await Ask<int>("select count(*) from artifacts"));
        Assert.Equal(1, await Ask<int>("select count(*) from hosts"));
    }

    [Fact]
    public async Task However_often_it_is_committed_at_once_a_build_has_one_artifact()
    {
        var build = await Rows.Build(await Rows.Project());

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Commit(build, $"art_{i}")));

        Assert.Single(all.Select(a => a.Artifact).Distinct());
        Assert.Equal(8, all.Select(a => a.Clock).Distinct().Count());
        Assert.Equal(all[0].Artifact.Value, await Ask<string>("select id from artifacts"));
    }

    [Theory]
    [InlineData(BuildStatus.Building, 1)]
    [InlineData(BuildStatus.Building, 3)]
    [InlineData(BuildStatus.Canceled, 2)]
    [InlineData(BuildStatus.Failed, 2)]
    [InlineData(BuildStatus.Success, 2)]
    public async Task An_attempt_whose_build_it_no_longer_is_commits_nothing(BuildStatus status, int attempt)
    {
        var build = await Rows.Build(await Rows.Project(), status, attempt: 2);

        Assert.IsType<ArtifactCommit.NotMine>(await TryCommit(build, "art_1", attempt));

        Assert.Equal(0, await Ask<int>("select (select count(*) from artifacts) + (select count(*) from hosts) + (select n from route_clock)"));
    }

    [Theory]
    [InlineData("delete from team_blobs where blob = @run")]
    [InlineData("update team_blobs set team_id = 'team_other' where blob = @run")]
    [InlineData("update team_blobs set pinned_until = clock_timestamp() where blob = @run")]
    public async Task An_artifact_whose_contents_are_not_kept_for_its_team_is_not_committed(string lost)
    {
        var build = await Rows.Build(await Rows.Project());
        await Rows.Brought(Site);
        await Tell("insert into teams (id, name) values ('team_other', 'Other')");
        var run = Site.Files[1].Blob;
        await Tell(lost, new { run = run.ToString() });

        var gone = Assert.IsType<ArtifactCommit.ContentsGone>(await TryCommit(build, "art_1"));

        Assert.Equal([run], gone.Blobs);
        Assert.Equal(0, await Ask<int>("select (select count(*) from artifacts) + (select count(*) from hosts) + (select n from route_clock)"));
    }

    private async Task<CommittedArtifact> Commit(BuildId build, string artifact, int attempt = 1)
    {
        await Rows.Brought(Site);
        return Assert.IsType<ArtifactCommit.Committed>(await TryCommit(build, artifact, attempt)).Artifact;
    }

    private Task<ArtifactCommit> TryCommit(BuildId build, string artifact, int attempt = 1) =>
        Store.Commit(build, attempt, "shop-1", new ArtifactId(artifact), Site, CancellationToken.None);
}
