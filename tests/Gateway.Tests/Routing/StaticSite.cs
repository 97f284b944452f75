using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>One deployed folder with everything in it that a name or a content can be.</summary>
public sealed class StaticSite(SharedSilo fixture) : IAsyncLifetime
{
    public static readonly IReadOnlyDictionary<string, byte[]> Files = new Dictionary<string, byte[]>
    {
        ["index.html"] = "<h1>home</h1>"u8.ToArray(),
        ["404.html"] = "<h1>lost</h1>"u8.ToArray(),
        ["about/index.html"] = "<h1>about</h1>"u8.ToArray(),
        ["docs/deep/er/index.html"] = "<h1>deeper</h1>"u8.ToArray(),
        ["docs/page.html"] = "<h1>page</h1>"u8.ToArray(),
        ["about.txt"] = "about, as text"u8.ToArray(),
        ["empty.txt"] = [],
        ["every-byte.bin"] = [.. Enumerable.Range(0, 256).Select(b => (byte)b)],
        ["crlf.txt"] = "one\r\ntwo\r\n\r\n"u8.ToArray(),
        ["with space.txt"] = "space"u8.ToArray(),
        ["plus+and&.txt"] = "plus"u8.ToArray(),
        ["100%.txt"] = "percent"u8.ToArray(),
        ["a%20b.txt"] = "percent two zero"u8.ToArray(),
        ["what?.txt"] = "question"u8.ToArray(),
        ["c#.txt"] = "sharp"u8.ToArray(),
        ["Größe/日本語.txt"] = "Größe"u8.ToArray(),
        ["🚀.txt"] = "rocket"u8.ToArray(),
        [".well-known/security.txt"] = "contact"u8.ToArray(),
        ["no-extension"] = "plain"u8.ToArray(),
        ["Case.txt"] = "upper"u8.ToArray(),
        ["case.txt"] = "lower"u8.ToArray(),
        ["big.bin"] = Noise(5 * 1024 * 1024),
        ["at-the-memory-limit.bin"] = Noise(128 * 1024),
        ["beyond-the-memory-limit.bin"] = Noise(128 * 1024 + 1),
    };

    public string Deployment { get; private set; } = "";

    internal Site Site { get; private set; } = null!;

    /// <summary>The path that asks for a file, each segment encoded.</summary>
    public static string PathOf(string file) => "/" + string.Join('/', file.Split('/').Select(Uri.EscapeDataString));

    public async Task InitializeAsync()
    {
        Site = await Site.Create(fixture.Silo, "static-edge");
        var build = await Site.Build(Files);
        Deployment = (await Site.Activate(build.Text("id"))).Text("id");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }
}
