using System.Text;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>What a site's own rules make of its visitors' requests.</summary>
[Collection(SiloCollection.Name)]
public class SiteRulesTests(SharedSilo fixture)
{
    [Theory]
    [InlineData("/old", 308, "/new")]
    [InlineData("/old?a=1&b=2", 308, "/new?a=1&b=2")]
    [InlineData("/blog/a%20b/c", 307, "/posts/a%20b/c")]
    [InlineData("/blog/%0d%0aset-cookie:x", 307, "/posts/%0D%0Aset-cookie:x")]
    [InlineData("/real.txt", 308, "/old.txt")]
    [InlineData("/go//evil.example", 308, "/evil.example")]
    [InlineData("/search/a&b=c%23d", 308, "/s?q=a%26b%3Dc%23d")]
    [InlineData("/tenant/shop", 308, "https://shop.example.com/")]
    [InlineData("/tenant/evil.example%2f", 404, null)]
    [InlineData("/tenant/a.b", 404, null)]
    [InlineData("/loop", 404, null)]
    public async Task Who_is_sent_elsewhere_is_sent_just_there(string path, int status, string? location)
    {
        var site = await Sites("sent", new()
        {
            ["real.txt"] = "real",
            ["vercel.json"] = """
                {"redirects": [
                    {"source": "/old", "destination": "/new"},
                    {"source": "/blog/:path*", "destination": "/posts/:path*", "permanent": false},
                    {"source": "/real.txt", "destination": "/old.txt"},
                    {"source": "/go/(.*)", "destination": "/$1"},
                    {"source": "/search/:q", "destination": "/s?q=:q"},
                    {"source": "/tenant/:name", "destination": "https://:name.example.com/"},
                    {"source": "/loop", "destination": "/loop"}
                ]}
                """,
        });

        var answer = await site.Get(path);

        Assert.Equal((status, location), (answer.Status, answer.Header("location")));
        Assert.NotNull(answer.Header("x-mv-deployment"));
    }

    [Theory]
    [InlineData("/app", 200, "app")]
    [InlineData("/app/any/where", 200, "app")]
    [InlineData("/app/real.txt", 200, "real")]
    [InlineData("/app/missing.js", 404, null)]
    [InlineData("/app/missing.css?x", 404, null)]
    [InlineData("/forced.txt", 200, "other")]
    [InlineData("/data/7", 200, "seven")]
    [InlineData("/data/8", 404, null)]
    [InlineData("/gone", 410, "app")]
    [InlineData("/shop?id=7", 302, "/data/7")]
    [InlineData("/shop", 404, null)]
    [InlineData("/_redirects", 404, null)]
    [InlineData("/_headers", 404, null)]
    public async Task A_rule_answers_with_a_file_where_none_is_or_before_it_if_it_says_so(string path, int status, string? what)
    {
        var site = await Sites("rewritten", new()
        {
            ["app/index.html"] = "app",
            ["app/real.txt"] = "real",
            ["forced.txt"] = "hidden",
            ["other.txt"] = "other",
            ["data/7.json"] = "seven",
            ["_redirects"] = """
                /shop  id=:id  /data/:id  302
                /app/*     /app/index.html   200
                /forced.txt  /other.txt    200!
                /data/:id  /data/:id.json   200
                /gone  /app/index.html  410
                """,
            ["_headers"] = "/*\n  x-a: b",
        });

        var answer = await site.Get(path);

        Assert.Equal(status, answer.Status);
        if (what is not null)
            Assert.Equal(what, status == 302 ? answer.Header("location")!.Split('?')[0] : answer.Text);
    }

    [Theory]
    [InlineData("/about", 200, "about")]
    [InlineData("/about.html", 308, "/about")]
    [InlineData("/about.html?x=1", 308, "/about?x=1")]
    [InlineData("/about/", 308, "/about")]
    [InlineData("/docs", 200, "docs")]
    [InlineData("/docs/index.html", 308, "/docs")]
    [InlineData("/", 200, "home")]
    [InlineData("/index.html", 308, "/")]
    [InlineData("/a.txt", 200, "text")]
    [InlineData("/missing.html", 404, null)]
    [InlineData("//about.html", 404, null)]
    [InlineData("//evil.example/", 404, null)]
    public async Task Clean_addresses_have_no_ending_and_one_form(string path, int status, string? what) =>
        await Asks("clean", """{"cleanUrls": true, "trailingSlash": false}""", path, status, what);

    [Theory]
    [InlineData("/about", 308, "/about/")]
    [InlineData("/about/", 200, "about")]
    [InlineData("/about.html", 308, "/about/")]
    [InlineData("/docs", 308, "/docs/")]
    [InlineData("/docs/", 200, "docs")]
    [InlineData("/a.txt", 200, "text")]
    [InlineData("/missing", 404, null)]
    public async Task A_slash_at_the_end_is_a_form_as_well(string path, int status, string? what) =>
        await Asks("slashed", """{"cleanUrls": true, "trailingSlash": true}""", path, status, what);

    [Theory]
    [InlineData("/a.txt", null, null)]
    [InlineData("/a.txt", "x-beta: 1", "/beta")]
    [InlineData("/a.txt", "cookie: in=yes", "/in/yes")]
    [InlineData("/a.txt", "cookie: in=no", null)]
    public async Task A_rule_may_depend_on_what_a_visitor_sends_and_caches_are_told(string path, string? header, string? location)
    {
        var site = await Sites("conditions", new()
        {
            ["a.txt"] = "a",
            ["vercel.json"] = """
                {"redirects": [
                    {"source": "/a.txt", "has": [{"type": "header", "key": "X-Beta"}], "destination": "/beta"},
                    {"source": "/a.txt", "has": [{"type": "cookie", "key": "in", "value": "(?<who>y.*)"}], "missing": [{"type": "query", "key": "stay"}], "destination": "/in/:who"}
                ]}
                """,
        });
        (string, string)[] headers = header is null ? [] : [(header.Split(": ")[0], header.Split(": ")[1])];

        var answer = await site.Get(path, headers);

        Assert.Equal((location is null ? 200 : 308, location), (answer.Status, answer.Header("location")));
        Assert.Equal("cookie, x-beta", answer.Header("vary"));
        Assert.Equal(200, (await site.Get(path + "?stay", ("cookie", "in=yes"))).Status);
    }

    [Fact]
    public async Task Headers_of_all_rules_add_up_and_stay_away_from_what_is_the_platforms()
    {
        var site = await Sites("headers", new()
        {
            ["index.html"] = "home",
            ["a/b.txt"] = "b",
            ["404.html"] = "lost",
            ["vercel.json"] = """
                {"headers": [
                    {"source": "/(.*)", "headers": [{"key": "X-Frame-Options", "value": "DENY"}, {"key": "X-Path", "value": "is $1; default-src https: data:x"}]},
                    {"source": "/a/(.*)", "headers": [{"key": "Cache-Control", "value": "public, max-age=31536000, immutable"}, {"key": "Content-Type", "value": "text/x-special"}]}
                ]}
                """,
            ["_headers"] = "/*\n  Link: <one>\n  Set-Cookie: a=1\n  X-Robots-Tag: all\n/a/*\n  Link: <two>\n  Set-Cookie: b=2\n  ! X-Frame-Options\n",
        });

        var (home, file, lost) = (await site.Get(), await site.Get("/a/b.txt"), await site.Get("/missing%0d%0ax:y"));

        Assert.Equal(("DENY", "<one>", "public, max-age=0, must-revalidate", "all"), (home.Header("x-frame-options"), home.Header("link"), home.Header("cache-control"), home.Header("x-robots-tag")));
        Assert.Equal(
            (null, "<one>, <two>", "public, max-age=31536000, immutable", "text/x-special"),
            (file.Header("x-frame-options"), file.Header("link"), file.Header("cache-control"), file.Header("content-type")));
        Assert.Equal(["a=1", "b=2"], file.Headers.Where(h => h.Key.Equals("set-cookie", StringComparison.OrdinalIgnoreCase)).Select(h => h.Value));
        Assert.Equal((404, "is missing%0D%0Ax:y; default-src https: data:x"), (lost.Status, lost.Header("x-path")));
        Assert.Equal("DENY", (await site.Get("/", ("if-none-match", home.Header("etag")!))).Header("x-frame-options"));
    }

    [Fact]
    public async Task A_preview_stays_out_of_indexes_whatever_its_rules_say()
    {
        var site = await Site.Create(fixture.Silo, "preview-rules");
        var build = await site.Build(Bytes(new() { ["index.html"] = "x", ["_headers"] = "/*\n  X-Robots-Tag: all" }));

        var answer = await RawHttp.Get(fixture.Silo.Endpoint, new Uri(build.Text("preview_url")).Authority, "/");

        Assert.Equal("noindex", answer.Header("x-robots-tag"));
    }

    /// <summary>By a matcher that goes back and tries again this would not be answered within anybody's patience.</summary>
    [Fact]
    public async Task The_most_that_rules_may_cost_is_answered()
    {
        var rules = string.Join(',', Enumerable.Range(0, 45).Select(_ => """{"source": "/((?:a|aa|a+){40}b)", "destination": "/x"}"""));
        var site = await Sites("costly", new() { ["index.html"] = "home", ["vercel.json"] = $$"""{"redirects": [{{rules}}]}""" });

        Assert.Equal(404, (await site.Get("/" + new string('a', 300))).Status);
    }

    private async Task Asks(string purpose, string vercel, string path, int status, string? what)
    {
        var site = await Sites(purpose, new()
        {
            ["index.html"] = "home",
            ["about.html"] = "about",
            ["docs/index.html"] = "docs",
            ["a.txt"] = "text",
            ["vercel.json"] = vercel,
        });

        var answer = await site.Get(path);

        Assert.Equal(status, answer.Status);
        if (what is not null)
            Assert.Equal(what, status == 308 ? answer.Header("location") : answer.Text);
    }

    private static readonly Dictionary<string, Site> s_sites = [];

    /// <summary>Tests of one class run one after the other, so a site is made once for all rows of a test.</summary>
    private async Task<Site> Sites(string purpose, Dictionary<string, string> files)
    {
        if (s_sites.TryGetValue(purpose, out var made))
            return made;
        var site = await Site.Create(fixture.Silo, purpose);
        await site.Activate((await site.Build(Bytes(files))).Text("id"));
        return s_sites[purpose] = site;
    }

    private static Dictionary<string, byte[]> Bytes(Dictionary<string, string> files) => files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value));
}
