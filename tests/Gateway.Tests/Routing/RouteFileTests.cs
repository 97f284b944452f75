using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Keeping;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Routing;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>What a gateway has kept it takes for its own only if it is, and is whole.</summary>
public sealed class RouteFileTests : IDisposable
{
    private const string Database = "Host=db;Database=mv;Username=one";

    private static readonly RouteSnapshot Snapshot = new(new RouteClock(2, 7), new Dictionary<string, SiteTarget>
    {
        ["shop"] = new(new ProjectId("prj_1"), new BuildId("bld_2"), new DeploymentId("dpl_1"), 3, IsPreview: false)
        {
            Earlier = [new EarlierBuild(new BuildId("bld_1"), DateTimeOffset.UnixEpoch)],
        },
        ["shop-2aaaaaaaaaaa"] = new(new ProjectId("prj_1"), new BuildId("bld_1"), null, 0, IsPreview: true),
        ["www.customer.com"] = new(new ProjectId("prj_1"), null, null, 0, IsPreview: false),
    });

    private readonly string _folder = TemporaryFolder.Create("routes");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Routes_come_back_as_they_were()
    {
        Assert.Equal((null, null), File().Read());

        File().Write(Snapshot);
        var (read, complaint) = File("Host=db;Database=mv;Username=other;Password=changed").Read();

        Assert.Null(complaint);
        Assert.Equal(Snapshot.Clock, read!.Clock);
        Assert.Equal(Snapshot.Sites.Keys.Order(), read.Sites.Keys.Order());
        foreach (var (host, target) in Snapshot.Sites)
        {
            Assert.Equal(target with { Earlier = [] }, read.Sites[host] with { Earlier = [] });
            Assert.Equal(target.Earlier.AsEnumerable(), read.Sites[host].Earlier);
        }
    }

    [Fact]
    public void Half_a_file_and_a_file_that_was_touched_are_left_alone()
    {
        File().Write(Snapshot);
        var whole = System.IO.File.ReadAllBytes(TheFile);

        foreach (var length in new[] { 0, 1, 64, 65, 66, whole.Length / 2, whole.Length - 1 })
            IsLeftAlone(whole[..length], "damaged");
        for (var i = 0; i < whole.Length; i += 7)
        {
            var touched = whole.ToArray();
            touched[i] ^= 1;
            IsLeftAlone(touched, "damaged");
        }
    }

    [Theory]
    [InlineData("node", "Host=other;Database=mv")]
    [InlineData("node", "Host=db;Database=other")]
    [InlineData("other", Database)]
    public void Routes_of_another_node_or_database_are_left_alone(string node, string database)
    {
        File().Write(Snapshot);

        var (read, complaint) = new RouteFile(_folder, node, database).Read();

        Assert.Null(read);
        Assert.Contains("another node or database", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_is_kept_as_long_as_a_host_leads_to_it()
    {
        var shelf = new ManifestShelf(_folder);
        var manifest = new Manifest(Manifest.CurrentFormat, [new ManifestFile("index.html", new string('a', 64), 5, Executable: false, "text/html")]);
        foreach (var build in new[] { "bld_1", "bld_2", "bld_3" })
            shelf.Keep(new BuildId(build), manifest);
        Assert.Equal(manifest.Files, shelf.Find(new BuildId("bld_3"))!.Files);

        shelf.KeepOnly(Snapshot);
        System.IO.File.AppendAllText(Path.Combine(_folder, "manifests", "bld_2"), " ");

        Assert.NotNull(shelf.Find(new BuildId("bld_1")));
        Assert.Null(shelf.Find(new BuildId("bld_2")));
        Assert.Null(shelf.Find(new BuildId("bld_3")));
    }

    private string TheFile => Path.Combine(_folder, "routes.json");

    private RouteFile File(string database = Database) => new(_folder, "node", database);

    private void IsLeftAlone(byte[] bytes, string word)
    {
        System.IO.File.WriteAllBytes(TheFile, bytes);
        var (read, complaint) = File().Read();
        Assert.Null(read);
        Assert.Contains(word, complaint, StringComparison.Ordinal);
    }
}
