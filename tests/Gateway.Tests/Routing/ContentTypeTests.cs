using System.Text;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

[Collection(SiloCollection.Name)]
public class ContentTypeTests(SharedSilo fixture)
{
    private static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["a.html"] = "text/html; charset=utf-8",
        ["a.HTM"] = "text/html; charset=utf-8",
        ["a.css"] = "text/css; charset=utf-8",
        ["a.js"] = "text/javascript; charset=utf-8",
        ["a.mjs"] = "text/javascript; charset=utf-8",
        ["a.js.map"] = "application/json; charset=utf-8",
        ["a.json"] = "application/json; charset=utf-8",
        ["a.webmanifest"] = "application/manifest+json; charset=utf-8",
        ["a.txt"] = "text/plain; charset=utf-8",
        ["a.md"] = "text/markdown; charset=utf-8",
        ["a.csv"] = "text/csv; charset=utf-8",
        ["a.xml"] = "text/xml; charset=utf-8",
        ["a.svg"] = "image/svg+xml",
        ["a.png"] = "image/png",
        ["a.jpg"] = "image/jpeg",
        ["a.jpeg"] = "image/jpeg",
        ["a.gif"] = "image/gif",
        ["a.webp"] = "image/webp",
        ["a.avif"] = "image/avif",
        ["a.ico"] = "image/x-icon",
        ["a.woff"] = "application/font-woff",
        ["a.woff2"] = "font/woff2",
        ["a.ttf"] = "application/x-font-ttf",
        ["a.wasm"] = "application/wasm",
        ["a.pdf"] = "application/pdf",
        ["a.mp4"] = "video/mp4",
        ["a.webm"] = "video/webm",
        ["a.mp3"] = "audio/mpeg",
        ["a.zip"] = "application/x-zip-compressed",
        ["a.gz"] = "application/x-gzip",
        ["a.unheard-of"] = "application/octet-stream",
        ["Makefile"] = "application/octet-stream",
        ["dot."] = "application/octet-stream",
    };

    [Fact]
    public async Task A_file_says_what_it_is_by_its_extension()
    {
        var site = await Site.Create(fixture.Silo, "types");
        await site.Activate((await site.Build(Types.Keys.ToDictionary(name => name, Encoding.UTF8.GetBytes))).Text("id"));

        var said = new Dictionary<string, string?>();
        foreach (var name in Types.Keys)
            said[name] = (await site.Get($"/{name}")).Header("content-type");

        Assert.Equal(Types, said!);
    }
}
