using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>A path is a key in the site's list of files and nothing else: no spelling of it leads to a file system.</summary>
[Collection(SiloCollection.Name)]
public class PathTests(SharedSilo fixture, StaticSite folder) : IClassFixture<StaticSite>
{
    [Theory]
    [InlineData("//")]
    [InlineData("//index.html")]
    [InlineData("//about")]
    [InlineData("/about//")]
    [InlineData("/about//index.html")]
    [InlineData("/docs//page.html")]
    [InlineData("///etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("/../etc/passwd")]
    [InlineData("/../../../../../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/about/%2e%2e/%2E%2E/etc/passwd")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/%2fetc%2fpasswd")]
    [InlineData("/..%5c..%5cetc%5cpasswd")]
    [InlineData("/..\\..\\etc\\passwd")]
    [InlineData("/about\\index.html")]
    [InlineData("/%252e%252e/etc/passwd")]
    [InlineData("/....//etc/passwd")]
    [InlineData("/..;/etc/passwd")]
    [InlineData("/about%2findex.html")]
    [InlineData("/about.txt%00.html")]
    [InlineData("/%00")]
    [InlineData("/about.txt%0a")]
    [InlineData("/%c0%ae%c0%ae/etc/passwd")]
    [InlineData("/%ff%fe")]
    [InlineData("/%zz")]
    [InlineData("/%")]
    [InlineData("/%u002e")]
    [InlineData("/~root/")]
    [InlineData("/.env")]
    [InlineData("/builds")]
    [InlineData("/current/index.html")]
    public async Task A_trick_finds_nothing(string path)
    {
        var answer = await folder.Site.Get(path);

        Assert.True(answer.Status is 400 or 404, $"{path} answered {answer.Status}: {answer.Text}");
        if (answer.Status == 404)
            Assert.Equal(("<h1>lost</h1>", folder.Deployment), (answer.Text, answer.Header("x-mv-deployment")));
    }

    [Theory]
    [InlineData("/../index.html", "<h1>home</h1>")]
    [InlineData("/about/../index.html", "<h1>home</h1>")]
    [InlineData("/about/./index.html", "<h1>about</h1>")]
    [InlineData("/%2e%2e/", "<h1>home</h1>")]
    [InlineData("/about/%2e%2e/docs/page.html", "<h1>page</h1>")]
    public async Task Dots_are_resolved_within_the_site_as_a_browser_would(string path, string page)
    {
        var answer = await folder.Site.Get(path);

        Assert.Equal((200, page), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(8_000)]
    public async Task A_long_path_is_just_not_there(int length) =>
        Assert.Equal(404, (await folder.Site.Get("/" + new string('a', length))).Status);

    [Theory]
    [InlineData(9_000)]
    [InlineData(100_000)]
    public async Task A_path_that_is_too_long_is_refused(int length)
    {
        try
        {
            Assert.Equal(414, (await folder.Site.Get("/" + new string('a', length))).Status);
        }
        catch (HttpFailure failure) when (failure.Kind == FailureKind.Reset)
        {
            // Refused before it was read to its end: whether the answer outruns the reset is up to the system.
        }
    }

    [Fact]
    public async Task A_name_spelled_in_raw_bytes_is_refused_or_found_but_never_confused()
    {
        var path = Encoding.Latin1.GetString("/🚀.txt"u8);

        var answer = await folder.Site.Get(path);

        Assert.True(answer is { Status: 400 or 404 } or { Status: 200, Text: "rocket" }, $"{answer.Status}: {answer.Text}");
    }

    [Fact]
    public async Task What_another_site_has_is_not_found_here()
    {
        var other = await Site.Create(fixture.Silo, "other");
        await other.Activate((await other.Build(new Dictionary<string, byte[]> { ["secret.txt"] = "secret"u8.ToArray() })).Text("id"));

        Assert.Equal(200, (await other.Get("/secret.txt")).Status);
        foreach (var path in new[] { "/secret.txt", $"/../{other.Name}/secret.txt", $"/{other.Project}/current/secret.txt" })
            Assert.Equal(404, (await folder.Site.Get(path)).Status);
    }
}
