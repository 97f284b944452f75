using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>What a site's visitors get: every file as it was deployed, and a plain answer for everything else.</summary>
[Collection(SiloCollection.Name)]
public class StaticEdgeTests(SharedSilo fixture, StaticSite folder) : IClassFixture<StaticSite>
{
    public static TheoryData<string> Files => [.. StaticSite.Files.Keys];

    private Site Site => folder.Site;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_file_arrives_byte_for_byte(string file)
    {
        var answer = await Site.Get(StaticSite.PathOf(file));

        Assert.Equal(200, answer.Status);
        Assert.True(answer.Body.Span.SequenceEqual(StaticSite.Files[file]), $"{file} is not what was deployed");
        Assert.Equal($"{StaticSite.Files[file].Length}", answer.Header("content-length"));
        Assert.Equal($"\"{Site.HashOf(StaticSite.Files[file])}\"", answer.Header("etag"));
        Assert.Equal("public, max-age=0, must-revalidate", answer.Header("cache-control"));
        Assert.Equal(folder.Deployment, answer.Header("x-mv-deployment"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task HEAD_answers_the_same_headers_without_a_body(string file)
    {
        var get = await Site.Get(StaticSite.PathOf(file));
        var head = await Site.Send("HEAD", StaticSite.PathOf(file));

        Assert.Equal(200, head.Status);
        Assert.Equal(0, head.Body.Length);
        Assert.Equal(HeadersBesidesDate(get), HeadersBesidesDate(head));
    }

    [Fact]
    public async Task Many_visitors_of_a_big_file_all_get_it_whole()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Site.Get("/big.bin")));

        Assert.All(answers, a => Assert.True(a.Body.Span.SequenceEqual(StaticSite.Files["big.bin"])));
    }

    [Theory]
    [InlineData("/", "index.html")]
    [InlineData("/?utm=x", "index.html")]
    [InlineData("/index.html", "index.html")]
    [InlineData("/about", "about/index.html")]
    [InlineData("/about/", "about/index.html")]
    [InlineData("/about?q=1#top", "about/index.html")]
    [InlineData("/docs/deep/er", "docs/deep/er/index.html")]
    [InlineData("/docs/deep/er/", "docs/deep/er/index.html")]
    [InlineData("/%61bout.txt", "about.txt")]
    [InlineData("/Case.txt", "Case.txt")]
    [InlineData("/case.txt", "case.txt")]
    public async Task A_folder_is_answered_by_its_index_and_a_name_by_its_file(string path, string file)
    {
        var answer = await Site.Get(path.Replace("#top", "", StringComparison.Ordinal));

        Assert.Equal((200, Encoding.UTF8.GetString(StaticSite.Files[file])), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("/assets/app-1234.js")]
    [InlineData("/missing.css")]
    [InlineData("/missing")]
    [InlineData("/docs/")]
    [InlineData("/docs")]
    [InlineData("/docs/deep")]
    [InlineData("/index.html/")]
    [InlineData("/about.txt/")]
    [InlineData("/about/index.html/index.html")]
    [InlineData("/ABOUT")]
    [InlineData("/CASE.txt")]
    [InlineData("/big.bin%20")]
    public async Task What_is_not_there_is_answered_by_the_sites_own_404_page(string path)
    {
        var answer = await Site.Get(path);

        Assert.Equal((404, "<h1>lost</h1>"), (answer.Status, answer.Text));
        Assert.Equal("text/html; charset=utf-8", answer.Header("content-type"));
        Assert.Equal(folder.Deployment, answer.Header("x-mv-deployment"));
    }

    [Fact]
    public async Task A_404_page_is_sent_again_to_those_who_know_it_and_is_a_page_like_any_other_by_its_own_name()
    {
        var etag = (await Site.Get("/404.html")).Header("etag")!;

        Assert.Equal(404, (await Site.Get("/missing", ("if-none-match", etag))).Status);
        Assert.Equal(304, (await Site.Get("/404.html", ("if-none-match", etag))).Status);
    }

    [Fact]
    public async Task A_site_without_a_404_page_gets_a_plain_one()
    {
        var site = await Site.Create(fixture.Silo, "no-404");
        var deployment = await site.Deploy("only page");

        var get = await site.Get("/missing.js");
        var head = await site.Send("HEAD", "/missing.js");

        Assert.Equal(404, get.Status);
        Assert.Contains("no page at this address", get.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("only page", get.Text, StringComparison.Ordinal);
        Assert.Equal(deployment.Text("id"), get.Header("x-mv-deployment"));
        Assert.Equal(HeadersBesidesDate(get), HeadersBesidesDate(head));
        Assert.Equal(0, head.Body.Length);
    }

    public static TheoryData<string> MatchingTags => ["{0}", "W/{0}", "\"other\", {0}", "\"a\",W/\"b\" , W/{0}", "*", "{0}, {0}"];

    [Theory]
    [MemberData(nameof(MatchingTags))]
    public async Task What_a_visitor_has_already_is_not_sent_again(string tags)
    {
        var etag = $"\"{Site.HashOf(StaticSite.Files["about.txt"])}\"";

        var answer = await Site.Get("/about.txt", ("if-none-match", string.Format(null, tags, etag)));

        Assert.Equal((304, 0), (answer.Status, answer.Body.Length));
        Assert.Equal(etag, answer.Header("etag"));
        Assert.Equal(folder.Deployment, answer.Header("x-mv-deployment"));
        Assert.Equal("public, max-age=0, must-revalidate", answer.Header("cache-control"));
        Assert.Equal(304, (await Site.Send("HEAD", "/about.txt", ("if-none-match", string.Format(null, tags, etag)))).Status);
    }

    public static TheoryData<string> OtherTags => ["", "\"other\"", "{1}", "w/{0}", "\"*\"", "W/\"other\", \"more\"", "{0}x"];

    [Theory]
    [MemberData(nameof(OtherTags))]
    public async Task What_a_visitor_has_of_another_version_is_sent_anew(string tags)
    {
        var hash = Site.HashOf(StaticSite.Files["about.txt"]);

        var answer = await Site.Get("/about.txt", ("if-none-match", string.Format(null, tags, $"\"{hash}\"", hash)));

        Assert.Equal((200, "about, as text"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("PROPFIND")]
    public async Task A_site_can_only_be_read(string method)
    {
        foreach (var path in new[] { "/", "/about.txt", "/missing", "/api/projects" })
        {
            var answer = await Site.Send(method, path);

            Assert.Equal((405, "GET, HEAD"), (answer.Status, answer.Header("allow")));
            Assert.Equal(folder.Deployment, answer.Header("x-mv-deployment"));
        }
    }

    [Fact]
    public async Task Only_a_preview_asks_not_to_be_indexed()
    {
        var site = await Site.Create(fixture.Silo, "indexed");
        var build = await site.Build("page");
        await site.Activate(build.Text("id"));
        var preview = new Uri(build.Text("preview_url")).Authority;

        foreach (var path in new[] { "/", "/missing" })
        {
            var answer = await RawHttp.Get(fixture.Silo.Endpoint, preview, path);
            Assert.Equal(("noindex", build.Text("id")), (answer.Header("x-robots-tag"), answer.Header("x-mv-deployment")));
            Assert.Null((await site.Get(path)).Header("x-robots-tag"));
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/any")]
    [InlineData("POST", "/")]
    public async Task A_project_with_no_deployment_says_so_and_when_to_ask_again(string method, string path)
    {
        var site = await Site.Create(fixture.Silo, "not-up");

        var answer = await site.Send(method, path);

        Assert.Equal(503, answer.Status);
        Assert.Equal("5", answer.Header("retry-after"));
        Assert.Equal("no-store", answer.Header("cache-control"));
        Assert.Equal(method != "HEAD", answer.Text.Contains("not up yet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_nobody_can_supply_is_to_be_asked_for_again_and_nobody_keeps_the_answer()
    {
        var site = await Site.Create(fixture.Silo, "damaged");
        var content = Encoding.UTF8.GetBytes(site.Name);
        await site.Activate((await site.Build(new Dictionary<string, byte[]> { ["index.html"] = content })).Text("id"));
        var hash = Site.HashOf(content);
        File.Delete(Path.Combine(fixture.Silo.Folder, "blobs", hash[..2], hash));

        var answer = await site.Get();

        Assert.Equal((503, "5", "no-store", null),
            (answer.Status, answer.Header("retry-after"), answer.Header("cache-control"), answer.Header("etag")));
        Assert.NotNull(answer.Header("x-mv-deployment"));
    }

    private static IEnumerable<string> HeadersBesidesDate(RawResponse answer) =>
        answer.Headers.Where(h => !h.Key.Equals("date", StringComparison.OrdinalIgnoreCase)).Select(h => $"{h.Key}: {h.Value}").Order();
}
