using System.IO.Compression;
using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>One file in its three forms, and a part of it, as visitors and caches between see them.</summary>
[Collection(SiloCollection.Name)]
public class CompressedSiteTests(SharedSilo fixture) : IAsyncLifetime
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(i => $"line {i}\n")));
    private static readonly byte[] Big = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 + i / 256))];

    private static Site? s_site;

    private static Site Site => s_site!;

    public async Task InitializeAsync()
    {
        if (s_site is not null)
            return;
        var site = await Site.Create(fixture.Silo, "compressed");
        var build = await site.Build(new Dictionary<string, byte[]>
        {
            ["a.txt"] = Text,
            ["404.html"] = Text,
            ["big.bin"] = Big,
            ["empty.txt"] = [],
        });
        await site.Activate(build.Text("id"));
        s_site = site;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/a.txt", 200)]
    [InlineData("/missing", 404)]
    public async Task Every_form_is_the_same_text_with_a_length_and_a_tag_of_its_own(string path, int status)
    {
        var tags = new HashSet<string>();
        foreach (var (accept, encoding) in new[] { ("br", "br"), ("gzip", "gzip"), ("identity", (string?)null) })
        {
            var answer = await Site.Get(path, ("accept-encoding", accept));

            Assert.Equal((status, encoding), (answer.Status, answer.Header("content-encoding")));
            Assert.Equal("accept-encoding", answer.Header("vary"));
            Assert.Equal($"{answer.Body.Length}", answer.Header("content-length"));
            Assert.Equal($"\"{Site.HashOf(answer.Body.ToArray())}\"", answer.Header("etag"));
            Assert.Equal(Text, Decoded(answer.Body, encoding));
            Assert.True(encoding is null || answer.Body.Length < Text.Length / 2);
            Assert.True(tags.Add(answer.Header("etag")!));
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task HEAD_and_304_say_what_GET_says(string accept)
    {
        var get = await Site.Get("/a.txt", ("accept-encoding", accept));
        var head = await Site.Send("HEAD", "/a.txt", ("accept-encoding", accept));
        var known = await Site.Get("/a.txt", ("accept-encoding", accept), ("if-none-match", get.Header("etag")!));

        foreach (var header in new[] { "content-encoding", "content-length", "etag", "vary", "content-type", "accept-ranges" })
            Assert.Equal(get.Header(header), head.Header(header));
        Assert.Equal((304, 0, get.Header("etag"), "accept-encoding"), (known.Status, known.Body.Length, known.Header("etag"), known.Header("vary")));
    }

    [Fact]
    public async Task What_is_known_in_one_form_is_sent_in_another()
    {
        var compressed = await Site.Get("/a.txt", ("accept-encoding", "br"));

        var plain = await Site.Get("/a.txt", ("if-none-match", compressed.Header("etag")!));

        Assert.Equal((200, Text.Length), (plain.Status, plain.Body.Length));
    }

    [Fact]
    public async Task A_file_in_one_form_does_not_vary()
    {
        var answer = await Site.Get("/big.bin", ("accept-encoding", "br, gzip"));

        Assert.Equal((200, null, null), (answer.Status, answer.Header("vary"), answer.Header("content-encoding")));
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=5-9", 5, 5)]
    [InlineData("bytes=100-", 100, -100)]
    [InlineData("bytes=-7", -7, 7)]
    [InlineData("bytes=0-99999999999999", 0, 0)]
    [InlineData("bytes=-99999999", 0, 0)]
    public async Task A_part_is_sent_as_it_lies_in_the_plain_file(string range, int from, int length)
    {
        foreach (var (path, content) in new[] { ("/a.txt", Text), ("/big.bin", Big) })
        {
            var start = from < 0 ? content.Length + from : from;
            var count = length <= 0 ? content.Length + length : length;

            var answer = await Site.Get(path, ("range", range), ("accept-encoding", "br, gzip"));

            Assert.Equal((206, null), (answer.Status, answer.Header("content-encoding")));
            Assert.Equal($"bytes {start}-{start + count - 1}/{content.Length}", answer.Header("content-range"));
            Assert.Equal($"{count}", answer.Header("content-length"));
            Assert.Equal($"\"{Site.HashOf(content)}\"", answer.Header("etag"));
            Assert.True(answer.Body.Span.SequenceEqual(content.AsSpan(start, count)));
        }
    }

    [Theory]
    [InlineData("/a.txt", "bytes=99999999-")]
    [InlineData("/a.txt", "bytes=-0")]
    [InlineData("/big.bin", "bytes=300000-300001")]
    [InlineData("/empty.txt", "bytes=0-")]
    public async Task A_part_beyond_the_end_is_refused_with_the_size(string path, string range)
    {
        var size = path switch { "/a.txt" => Text.Length, "/big.bin" => Big.Length, _ => 0 };

        var answer = await Site.Get(path, ("range", range));

        Assert.Equal((416, $"bytes */{size}", 0), (answer.Status, answer.Header("content-range"), answer.Body.Length));
    }

    [Theory]
    [InlineData("bytes=1-2, 5-6")]
    [InlineData("bytes=5-2")]
    [InlineData("lines=1-2")]
    [InlineData("bytes=x")]
    [InlineData("bytes")]
    public async Task What_is_no_part_or_more_than_one_is_answered_by_the_whole(string range)
    {
        var answer = await Site.Get("/a.txt", ("range", range));

        Assert.Equal((200, Text.Length, null), (answer.Status, answer.Body.Length, answer.Header("content-range")));
    }

    [Fact]
    public async Task A_part_of_another_version_is_answered_by_the_whole()
    {
        var tag = (await Site.Get("/a.txt")).Header("etag")!;
        var compressed = (await Site.Get("/a.txt", ("accept-encoding", "br"))).Header("etag")!;

        Assert.Equal(206, (await Site.Get("/a.txt", ("range", "bytes=0-1"), ("if-range", tag))).Status);
        foreach (var other in new[] { "\"other\"", $"W/{tag}", compressed, "Wed, 21 Oct 2026 07:28:00 GMT" })
            Assert.Equal(200, (await Site.Get("/a.txt", ("range", "bytes=0-1"), ("if-range", other))).Status);
    }

    [Fact]
    public async Task Only_GET_of_a_page_that_is_there_has_parts()
    {
        Assert.Equal(200, (await Site.Send("HEAD", "/a.txt", ("range", "bytes=0-1"))).Status);
        var lost = await Site.Get("/missing", ("range", "bytes=0-1"));
        Assert.Equal((404, null), (lost.Status, lost.Header("accept-ranges")));
    }

    [Fact]
    public async Task A_form_that_is_lost_on_the_disk_is_replaced_by_the_plain_file()
    {
        var site = await Site.Create(fixture.Silo, "lost-form");
        var text = Encoding.UTF8.GetBytes(site.Name + Encoding.UTF8.GetString(Text));
        await site.Activate((await site.Build(new Dictionary<string, byte[]> { ["index.html"] = text })).Text("id"));
        var plain = Site.HashOf(text);
        foreach (var blob in Directory.GetFiles(Path.Combine(fixture.Silo.Folder, "blobs"), "*", SearchOption.AllDirectories))
        {
            if (Decodes(blob, text))
                File.Delete(blob);
        }

        var answer = await site.Get("/", ("accept-encoding", "br, gzip"));

        Assert.Equal((200, null, $"\"{plain}\""), (answer.Status, answer.Header("content-encoding"), answer.Header("etag")));
        Assert.Equal(text, answer.Body.ToArray());
    }

    private static bool Decodes(string path, byte[] text)
    {
        var bytes = File.ReadAllBytes(path);
        return new[] { "br", "gzip" }.Any(encoding =>
        {
            try
            {
                return Decoded(bytes, encoding).AsSpan().SequenceEqual(text);
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
            {
                return false;
            }
        });
    }

    private static byte[] Decoded(ReadOnlyMemory<byte> body, string? encoding)
    {
        using var source = new MemoryStream(body.ToArray());
        using Stream decoder = encoding switch
        {
            "br" => new BrotliStream(source, CompressionMode.Decompress),
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            _ => source,
        };
        using var decoded = new MemoryStream();
        decoder.CopyTo(decoded);
        return decoded.ToArray();
    }
}
