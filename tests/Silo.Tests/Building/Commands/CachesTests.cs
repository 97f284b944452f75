using MiniVercel.Silo.Building.Commands;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Commands;

public sealed class CachesTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly string _root = TemporaryFolder.Create("caches");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Those_asked_for_the_longest_ago_make_room()
    {
        var caches = new Caches(_root, new CacheLimits(All: 5 * Megabyte, Project: 4 * Megabyte));
        await Grow(caches, "prj_oldest", 2 * Megabyte);
        await Grow(caches, "prj_older", 2 * Megabyte);
        await using (caches.Open(new ProjectId("prj_oldest"))) // Asked for again, it is the youngest of them.
        {
        }

        await Grow(caches, "prj_new", 2 * Megabyte);

        Assert.Equal(["prj_new", "prj_oldest"], Kept());
    }

    [Fact]
    public async Task One_that_is_too_large_by_itself_begins_anew()
    {
        var caches = new Caches(_root, new CacheLimits(All: 9 * Megabyte, Project: 2 * Megabyte));
        await Grow(caches, "prj_small", Megabyte);

        await Grow(caches, "prj_large", 3 * Megabyte);

        Assert.Equal(["prj_small"], Kept());
    }

    [Fact]
    public async Task What_is_in_use_stays_and_is_nobody_elses_until_it_is_closed()
    {
        var caches = new Caches(_root, new CacheLimits(All: Megabyte, Project: 4 * Megabyte));
        var held = caches.Open(new ProjectId("prj_held"))!;

        Assert.Null(caches.Open(new ProjectId("prj_held")));
        await Grow(caches, "prj_other", 2 * Megabyte);

        Assert.Equal(["prj_held", "prj_other"], Kept());
        await held.DisposeAsync();
        await using var again = caches.Open(new ProjectId("prj_held"));
        Assert.NotNull(again);
    }

    [Fact]
    public async Task Packages_come_back_as_they_were_kept_and_the_last_few_stay()
    {
        var shelf = new PackageShelf(Directory.CreateDirectory(Path.Combine(_root, "shelf")).FullName);
        var installed = Directory.CreateDirectory(Path.Combine(_root, "installed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(installed, "index.js"), "as it was");
        File.CreateSymbolicLink(Path.Combine(installed, "tool"), "/etc/passwd");
        foreach (var key in new[] { "a", "b", "c" })
            await shelf.Keep(key, installed);
        await File.WriteAllTextAsync(Path.Combine(installed, "index.js"), "changed by a build");

        Assert.False(await shelf.Bring("a", Path.Combine(_root, "gone")));
        Assert.False(await shelf.Bring("c", installed), "What is there already is the project's own.");
        Assert.True(await shelf.Bring("c", Path.Combine(_root, "back")));

        Assert.Equal("as it was", await File.ReadAllTextAsync(Path.Combine(_root, "back", "index.js")));
        Assert.Equal("/etc/passwd", new FileInfo(Path.Combine(_root, "back", "tool")).LinkTarget);
    }

    private static async Task Grow(Caches caches, string project, int bytes)
    {
        await using var cache = caches.Open(new ProjectId(project))!;
        await File.WriteAllBytesAsync(Path.Combine(cache.Downloads, "download"), new byte[bytes]);
        cache.HasGrown = true;
    }

    private IEnumerable<string> Kept() => new DirectoryInfo(_root).GetDirectories("prj_*").Select(d => d.Name).Order();
}
