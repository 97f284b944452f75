using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Platform.Blobs;
using MiniVercel.Ports;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Tests.Building.Commands;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Packing;

/// <summary>Uploads of whole builds that are cut off in the middle of a file, while the pauses between the tries are short.</summary>
[Collection(nameof(Alone))]
public sealed class CutUploadTests(CutUploadTests.Cut cut) : CommandsTest(cut.Silo), IClassFixture<CutUploadTests.Cut>, IDisposable
{
    private readonly LeftByBuilds _left = new(cut.Silo);

    public void Dispose() => _left.Dispose();

    [BoxFact]
    public async Task One_that_is_cut_off_five_times_is_stored_by_the_sixth_try()
    {
        var build = await Made(cuts: 5);

        await Succeeded(build);
        Assert.Equal(
            new[] { 1, 2, 4, 8, 16 }.Select(s => $"system upload made could not be stored. The other side has hung up. Trying again in {s} s."),
            (await Log(build)).Where(l => l.Contains("Trying again", StringComparison.Ordinal)));
        Assert.StartsWith("made ", await Page(build, "/made"), StringComparison.Ordinal);
        await _left.Nothing();
    }

    [BoxFact]
    public async Task One_that_is_cut_off_every_time_fails_the_build_and_the_next_one_is_served()
    {
        var build = await Made(cuts: 6);

        Assert.EndsWith("made could not be stored, and it was tried 6 times. The other side has hung up.", await Failed(build, "upload_failed"), StringComparison.Ordinal);
        Assert.Equal(0, await _left.ArtifactsOf(build.Text("id")));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.Combine(cut.Silo.Folder, "blobs"), "*", SearchOption.AllDirectories), f => !BlobKey.TryParse(Path.GetFileName(f), out _));
        await _left.Nothing();
        await Succeeded(await Made(cuts: 0));
    }

    /// <summary>A build of one file that no other has.</summary>
    private async Task<ApiAnswer> Made(int cuts)
    {
        var project = await Project();
        var upload = await Api.Upload(project, Files(
            new { buildCommand = $"mkdir out && cp index.html out && echo made {Guid.NewGuid()} > out/made", outputDirectory = "out" }));
        cut.Left = cuts;
        return await Api.WaitForBuild((await Api.Post($"/api/projects/{project}/builds", new { upload_id = upload })).Text("id"));
    }

    /// <summary>A silo whose store is hung up on, and whose builds wait for a fiftieth of what they should.</summary>
    public sealed class Cut : IAsyncLifetime
    {
        /// <summary>How many more uploads are cut off.</summary>
        public int Left { get; set; }

        public TestSilo Silo { get; private set; } = null!;

        public async Task InitializeAsync() => Silo = await TestSilo.Start(services =>
        {
            services.Wrap<IBlobStore>((blobs, _) => new Store(blobs, this));
            services.AddSingleton(s => ActivatorUtilities.CreateInstance<BuildRun>(s, Patience.Endless(TimeProvider.System), new Hurried()));
        });

        public async Task DisposeAsync() => await Silo.DisposeAsync();
    }

    private sealed class Store(IBlobStore blobs, Cut cut) : IBlobStore
    {
        public bool Has(BlobKey key) => blobs.Has(key);

        public Task<BlobWritten> Put(BlobKey key, long size, Stream content, CancellationToken cancellationToken)
        {
            if (cut.Left == 0)
                return blobs.Put(key, size, content, cancellationToken);
            cut.Left--;
            return blobs.Put(key, size, new HalfOf(content, size / 2), cancellationToken);
        }

        public string? Find(BlobKey key) => blobs.Find(key);

        public Task<bool> Verify(BlobKey key, CancellationToken cancellationToken) => blobs.Verify(key, cancellationToken);

        public IEnumerable<BlobKey> All() => blobs.All();

        public void Remove(BlobKey key) => blobs.Remove(key);
    }

    private sealed class HalfOf(Stream whole, long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_left == 0)
                throw new IOException("The other side has hung up.");
            var read = whole.Read(buffer, offset, (int)Math.Min(count, _left));
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Hurried : TimeProvider
    {
        private const int Times = 50;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

        private static TimeSpan Shorter(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / Times;
    }
}
