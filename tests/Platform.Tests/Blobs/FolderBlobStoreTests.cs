using MiniVercel.Platform.Blobs;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Platform.Tests.Blobs;

public sealed class FolderBlobStoreTests : IDisposable
{
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _root = TemporaryFolder.Create("blobs");
    private readonly FolderBlobStore _blobs;

    public FolderBlobStoreTests() => _blobs = new FolderBlobStore(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    public async Task Content_comes_back_byte_for_byte(string text)
    {
        var blob = TestBlob.Of(text);
        Assert.False(_blobs.Has(blob.Key));
        Assert.Null(_blobs.Find(blob.Key));

        await blob.PutInto(_blobs);

        Assert.True(_blobs.Has(blob.Key));
        Assert.Equal(blob.Content, await File.ReadAllBytesAsync(_blobs.Find(blob.Key)!));
        Assert.True(await _blobs.Verify(blob.Key, CancellationToken.None));
    }

    [Fact]
    public async Task A_blob_is_stored_only_when_its_name_is_on_the_disk()
    {
        var blob = TestBlob.Of("hello");
        var flushed = new List<(string Folder, bool WithTheBlob)>();
        var blobs = new FolderBlobStore(_root, folder => flushed.Add((folder, _blobs.Has(blob.Key))));
        Assert.Equal([(_root, false), (Path.GetDirectoryName(_root)!, false)], flushed);

        await blob.PutInto(blobs);

        Assert.Equal((Path.Combine(_root, blob.Key.Sha256[..2]), true), flushed[^1]);
    }

    [Fact]
    public async Task Content_larger_than_any_buffer_comes_back_too()
    {
        var content = new byte[1_000_003];
        new Random(1).NextBytes(content);
        var blob = new TestBlob(content, Executable: false);

        await blob.PutInto(_blobs);

        Assert.Equal(content, await File.ReadAllBytesAsync(_blobs.Find(blob.Key)!));
    }

    [Theory]
    [InlineData("hell", 5, "Its size is 4 instead of the announced 5.")]
    [InlineData("", 5, "Its size is 0 instead of the announced 5.")]
    [InlineData("hello!", 5, "It is larger than the announced size of 5.")]
    [InlineData("world", 5, "Its SHA-256 is 486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7.")]
    public async Task Content_that_is_not_what_was_announced_leaves_nothing(string sent, long size, string why)
    {
        var announced = TestBlob.Of("hello").Key;

        var answer = await _blobs.Put(announced, size, new MemoryStream(TestBlob.Of(sent).Content), CancellationToken.None);

        Assert.Equal(new BlobWritten.Mismatch(why), answer);
        Assert.False(_blobs.Has(announced));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Content_that_breaks_off_leaves_nothing()
    {
        await Assert.ThrowsAsync<IOException>(
            () => _blobs.Put(TestBlob.Of("hello").Key, 5, new BrokenStream(), CancellationToken.None));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task What_may_be_executed_is_a_blob_of_its_own_and_both_are_read_only()
    {
        var (plain, executable) = (TestBlob.Of("#!/bin/sh"), TestBlob.Of("#!/bin/sh", executable: true));

        await plain.PutInto(_blobs);
        Assert.False(_blobs.Has(executable.Key));
        await executable.PutInto(_blobs);

        Assert.Equal(Read, File.GetUnixFileMode(_blobs.Find(plain.Key)!));
        Assert.Equal(Read | Run, File.GetUnixFileMode(_blobs.Find(executable.Key)!));
    }

    [Fact]
    public async Task The_same_content_put_by_many_at_once_is_there_once()
    {
        var blob = TestBlob.Of("hello");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => blob.PutInto(_blobs)));

        Assert.Single(Files());
        Assert.True(await _blobs.Verify(blob.Key, CancellationToken.None));
    }

    [Fact]
    public async Task What_a_killed_process_left_half_written_goes_and_what_was_stored_stays()
    {
        var blob = TestBlob.Of("hello");
        await blob.PutInto(_blobs);
        await File.WriteAllTextAsync(Path.Combine(_root, "incoming", "half"), "hel");

        var next = new FolderBlobStore(_root);

        Assert.True(next.Has(blob.Key));
        Assert.Single(Files());
    }

    [Fact]
    public async Task Content_that_was_changed_or_is_gone_is_not_what_it_was()
    {
        var blob = TestBlob.Of("hello");
        await blob.PutInto(_blobs);
        var path = _blobs.Find(blob.Key)!;

        File.SetUnixFileMode(path, Read | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(path, "jello");
        Assert.False(await _blobs.Verify(blob.Key, CancellationToken.None));

        File.Delete(path);
        Assert.False(await _blobs.Verify(blob.Key, CancellationToken.None));
        Assert.False(await _blobs.Verify(TestBlob.Of("never there").Key, CancellationToken.None));
    }

    private string[] Files() => Directory.GetFiles(_root, "*", SearchOption.AllDirectories);

    private sealed class BrokenStream : MemoryStream
    {
        private bool _spoken;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_spoken)
                throw new IOException("The line broke.");
            _spoken = true;
            "hel"u8.CopyTo(buffer.Span);
            return ValueTask.FromResult(3);
        }
    }
}
