using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Tests.Blobs;
using MiniVercel.Platform.Uploads;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Uploads;

public sealed class UploadStoreTests : DatabaseTest
{
    private static readonly TeamId Other = new("team_other");
    private static readonly TestBlob Hello = TestBlob.Of("hello");

    private readonly string _folder = TemporaryFolder.Create("uploads");
    private FolderBlobStore _blobs = null!;
    private UploadStore _uploads = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Tell("insert into teams (id, name) values (@Value, 'Other')", Other);
        _blobs = new FolderBlobStore(_folder);
        _uploads = new UploadStore(Database, _blobs, "node_1");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_upload_comes_back_as_it_was_announced_to_its_team_alone()
    {
        var upload = await Announced();

        var found = await _uploads.Find(upload.Id, TeamId.Default, CancellationToken.None);

        Assert.Equal((upload.Id, upload.Project), (found!.Id, found.Project));
        Assert.Equal(upload.Files, found.Files);
        Assert.Null(await _uploads.Find(upload.Id, Other, CancellationToken.None));
        Assert.Null(await _uploads.Find(new UploadId("upl_unknown"), TeamId.Default, CancellationToken.None));
    }

    [Fact]
    public async Task An_upload_expires_after_a_day()
    {
        var upload = await Announced();
        Assert.InRange(
            await Ask<double>("select extract(epoch from expires_at - clock_timestamp())::float8 from uploads"), 86_300, 86_400);

        await Tell("update uploads set expires_at = clock_timestamp()");

        Assert.Null(await _uploads.Find(upload.Id, TeamId.Default, CancellationToken.None));
    }

    [Fact]
    public async Task What_a_team_has_not_brought_is_missing_even_where_another_team_s_copy_is_there()
    {
        Assert.Equal([Hello.Key.Sha256], await Missing(TeamId.Default));

        await Bring(TeamId.Default);

        Assert.Empty(await Missing(TeamId.Default));
        Assert.Equal([Hello.Key.Sha256], await Missing(Other));
    }

    [Fact]
    public async Task What_a_team_has_brought_is_missing_again_where_it_is_gone()
    {
        await Bring(TeamId.Default);
        File.Delete(_blobs.Find(Hello.Key)!);

        Assert.Equal([Hello.Key.Sha256], await Missing(TeamId.Default));
    }

    [Fact]
    public async Task A_hash_that_is_missing_is_named_once_however_many_files_have_it()
    {
        await Bring(TeamId.Default);
        UploadedFile[] files = [FileOf("a"), FileOf("b"), FileOf("run", executable: true), FileOf("run2", executable: true)];

        Assert.Equal([Hello.Key.Sha256], await _uploads.Missing(TeamId.Default, files, CancellationToken.None));
    }

    [Fact]
    public async Task Looking_for_a_content_pins_it_for_a_day_and_never_shortens_a_pin()
    {
        const string pinned = "select extract(epoch from pinned_until - clock_timestamp())::float8 from team_blobs";
        await Bring(TeamId.Default);
        Assert.InRange(await Ask<double>(pinned), 86_300, 86_400);

        await Tell("update team_blobs set pinned_until = clock_timestamp()");
        await Missing(TeamId.Default);
        Assert.InRange(await Ask<double>(pinned), 86_300, 86_400);

        await Tell("update team_blobs set pinned_until = clock_timestamp() + interval '2 days'");
        await Missing(TeamId.Default);
        await Bring(TeamId.Default);
        Assert.InRange(await Ask<double>(pinned), 2 * 86_300, 2 * 86_400);
    }

    [Fact]
    public async Task What_is_brought_is_known_to_lie_on_this_node()
    {
        await Bring(TeamId.Default);
        await Bring(Other);

        Assert.Equal((Hello.Key.ToString(), "node_1"), await Ask<(string, string)>("select blob, node_id from blob_locations"));
    }

    [Fact]
    public async Task What_is_not_here_any_more_when_it_is_noted_has_to_be_brought_again()
    {
        _blobs.Remove(await Hello.PutInto(_blobs));

        Assert.False(await _uploads.Brought(TeamId.Default, Hello.Key, 5, CancellationToken.None));

        Assert.Equal(0, await Ask<int>("select (select count(*) from team_blobs) + (select count(*) from blob_locations)"));
    }

    [Theory]
    [InlineData(true, "node_2", true)]
    [InlineData(true, "node_gone", false)]
    [InlineData(false, "node_2", false)]
    [InlineData(false, "node_2 node_3", true)]
    [InlineData(false, "", false)]
    public async Task What_too_few_engines_have_is_not_brought(bool isEngine, string also, bool isBrought)
    {
        await Tell(
            """
            insert into silos (id, node_id, roles, lease_until) values
                ('a', 'node_2', '{engine}', clock_timestamp() + interval '1 minute'),
                ('b', 'node_3', '{engine}', clock_timestamp() + interval '1 minute'),
                ('c', 'node_gone', '{engine}', clock_timestamp() - interval '1 second')
            """);
        await Tell(
            "insert into blob_locations (blob, node_id) select @blob, node from unnest(@nodes) as node",
            new { blob = (await Hello.PutInto(_blobs)).ToString(), nodes = also.Split(' ', StringSplitOptions.RemoveEmptyEntries) });
        var uploads = new UploadStore(Database, _blobs, isEngine ? "node_1" : null);

        Assert.Equal(isBrought, await uploads.Brought(TeamId.Default, Hello.Key, 5, CancellationToken.None));
    }

    [Fact]
    public async Task An_upload_is_written_down_without_saying_anything_twice()
    {
        await Announced();

        Assert.Equal("executable,path,sha256,size", await Ask<string>("select string_agg(k, ',' order by k) from uploads, jsonb_object_keys(files -> 0) k"));
    }

    private static UploadedFile FileOf(string path, bool executable = false) => new(path, Hello.Key.Sha256, 5, executable);

    private async Task<Upload> Announced()
    {
        var upload = new Upload(
            NewId.Of<UploadId>(TimeProvider.System), TeamId.Default, await Rows.Project(), [FileOf("index.html"), FileOf("run", executable: true)]);
        await _uploads.Create(upload, CancellationToken.None);
        await _uploads.Create(upload, CancellationToken.None);
        return upload;
    }

    private Task<IReadOnlyList<string>> Missing(TeamId team) => _uploads.Missing(team, [FileOf("index.html")], CancellationToken.None);

    private async Task Bring(TeamId team) =>
        Assert.True(await _uploads.Brought(team, await Hello.PutInto(_blobs), Hello.Content.Length, CancellationToken.None));
}
