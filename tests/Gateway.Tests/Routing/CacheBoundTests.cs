using System.Runtime.CompilerServices;
using MiniVercel.Gateway.Routing;
using MiniVercel.Gateway.Routing.Keeping;
using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Platform.Blobs;
using MiniVercel.Platform.Nodes;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>
/// Each cache of the edge takes as much as it may and no more, however much is asked for, and what is found is always what was put there. What
/// is kept is seen by what the collector leaves alive.
/// </summary>
public sealed class CacheBoundTests : IDisposable
{
    private const long Bound = 4 << 20;

    private readonly string _folder = TemporaryFolder.Create("caches");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Contents_in_memory_stay_within_their_bound()
    {
        var store = new FolderBlobStore(Path.Combine(_folder, "blobs"));
        using var cache = new BlobCache(store, new NobodyElse(), Bound);
        var contents = new List<(StoredContent Content, byte[] Bytes)>();
        for (var i = 0; i < 300; i++)
            contents.Add(await Put(store, Noise(i, i % 2 == 0 ? 60_000 : 600)));

        var seen = Ask(cache, contents).Concat(Ask(cache, contents)).ToList();

        Assert.InRange(Alive(seen, bytes => bytes.Length), Bound / 2, Bound);
    }

    [Fact]
    public async Task A_content_that_is_larger_than_all_of_it_is_sent_from_the_disk()
    {
        var store = new FolderBlobStore(Path.Combine(_folder, "blobs"));
        using var cache = new BlobCache(store, new NobodyElse(), Bound);
        var (small, _) = await Put(store, Noise(1, 600));
        var (large, bytes) = await Put(store, Noise(2, (int)Bound + 1));

        Assert.NotNull(cache.FindInMemory(small));
        Assert.Null(cache.FindInMemory(large));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(cache.FindOnDisk(large)!));
        Assert.Same(cache.FindInMemory(small), cache.FindInMemory(small));
    }

    [Fact]
    public async Task Manifests_in_memory_stay_within_their_bound()
    {
        var shelf = new ManifestShelf(_folder);
        using var cache = new ManifestCache(null!, shelf, Bound);
        for (var i = 0; i < 60; i++)
            shelf.Keep(Build(i), Site(i));

        var seen = new List<WeakReference<SiteFiles>>();
        for (var i = 0; i < 120; i++)
            seen.Add(await Ask(cache, i % 60));

        Assert.InRange(Alive(seen, files => files.Memory), Bound / 2, Bound);
    }

    [Fact]
    public void What_a_manifest_is_said_to_take_is_what_it_takes()
    {
        var manifest = Site(7, files: 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var copy = new Manifest(manifest.Format, [.. manifest.Files.Select(Copy)]);
        var files = new SiteFiles(copy);
        var made = GC.GetAllocatedBytesForCurrentThread() - before;

        // Some of what is made on the way is given back.
        Assert.InRange(files.Memory, made * 0.6, made * 1.4);

        static ManifestFile Copy(ManifestFile f) => new(Text(f.Path), Text(f.Sha256), f.Size, f.Executable, Text(f.ContentType))
        {
            Brotli = new Variant(Text(f.Sha256), f.Size),
            Gzip = new Variant(Text(f.Sha256), f.Size),
        };

        static string Text(string text) => new(text.AsSpan());
    }

    [Fact]
    public void Manifests_on_disk_stay_within_their_bound_and_the_latest_stay()
    {
        var shelf = new ManifestShelf(_folder, diskBound: 1 << 20);
        for (var i = 0; i < 60; i++)
        {
            shelf.Keep(Build(i), Site(i));
            Assert.InRange(OnDisk(), 1, 1 << 20);
            Assert.Equal(Site(i).Files, shelf.Find(Build(i))!.Files);
        }

        Assert.Null(shelf.Find(Build(0)));
        shelf.KeepOnly(new RouteSnapshot(default, Enumerable.Range(0, 60).ToDictionary(i => $"{i}", i => new SiteTarget(new ProjectId("prj"), Build(i), null, 0, false))));
        Assert.InRange(OnDisk(), 1, 1 << 20);
        Assert.NotNull(shelf.Find(Build(59)));

        _ = new ManifestShelf(_folder, diskBound: 1 << 19); // less than before, at the next start
        Assert.InRange(OnDisk(), 1, 1 << 19);
    }

    private long OnDisk() => new DirectoryInfo(Path.Combine(_folder, "manifests")).EnumerateFiles().Sum(f => f.Length);

    private static BuildId Build(int i) => new($"bld_{i}");

    private static Manifest Site(int i, int files = 200) => new(Manifest.CurrentFormat,
        [.. Enumerable.Range(0, files).Select(f => new ManifestFile($"site-{i}/pages/page-{f}.html", Hash(i, f), f, Executable: false, "text/html; charset=utf-8"))]);

    private static string Hash(int i, int f) => $"{i:x8}{f:x8}".PadLeft(64, '0');

    private static byte[] Noise(int seed, int size)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<(StoredContent Content, byte[] Bytes)> Put(FolderBlobStore store, byte[] bytes)
    {
        var key = new BlobKey(Tests.Site.HashOf(bytes), Executable: false);
        Assert.IsType<BlobWritten.Stored>(await store.Put(key, bytes.Length, new MemoryStream(bytes), default));
        return (new StoredContent(key, bytes.Length), bytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference<byte[]>> Ask(BlobCache cache, List<(StoredContent Content, byte[] Bytes)> contents)
    {
        var seen = new List<WeakReference<byte[]>>();
        foreach (var (content, bytes) in contents)
        {
            var found = cache.FindInMemory(content)!;
            Assert.True(found.AsSpan().SequenceEqual(bytes));
            seen.Add(new(found));
        }

        return seen;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference<SiteFiles>> Ask(ManifestCache cache, int i)
    {
        var found = (await cache.Find(Build(i), default))!;
        Assert.All(Site(i).Files, file => Assert.Equal(file, found.Find(file.Path)));
        return new(found);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Alive<T>(List<WeakReference<T>> seen, Func<T, long> size)
        where T : class
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var alive = new HashSet<T>(ReferenceEqualityComparer.Instance);
        foreach (var reference in seen)
        {
            if (reference.TryGetTarget(out var found))
                alive.Add(found);
        }

        return alive.Sum(size);
    }

    private sealed class NobodyElse : IBlobFetcher
    {
        public Task<bool> Bring(BlobKey key, long size, CancellationToken cancellationToken) => Task.FromResult(false);
    }
}
