using System.IO.Compression;

namespace MiniVercel.Bench.Serving;

/// <summary>The files that everybody serves.</summary>
internal static class Content
{
    public const string Small = "small.txt";
    public const string Large = "large.js";

    /// <summary>1 KB of text, and text of which 100 KB are left when it is compressed.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["index.html"] = "<h1>served</h1>"u8.ToArray(),
        [Small] = Text(1_024),
        [Large] = Text(136_000),
    };

    /// <summary>As others want them: in a folder, the compressed form beside the file.</summary>
    public static void LayOut(string folder)
    {
        foreach (var (name, bytes) in Files)
        {
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            File.WriteAllBytes(Path.Combine(folder, name + ".gz"), Compressed(bytes));
        }
    }

    public static byte[] Compressed(byte[] bytes)
    {
        using var into = new MemoryStream();
        using (var gzip = new GZipStream(into, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return into.ToArray();
    }

    private static byte[] Text(int length)
    {
        var random = new Random(length);
        var noise = new byte[length];
        random.NextBytes(noise);
        return System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(noise)[..length]);
    }
}
