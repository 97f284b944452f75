using MiniVercel.Builds;
using MiniVercel.Platform.Patterns;
using MiniVercel.Platform.Rules;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Serving;

namespace MiniVercel.Silo.Tests.Building.Serving;

/// <summary>What people write about serving, read as those read it whom the files come from; and what is wrong, with file and line.</summary>
public sealed class RuleCompilerTests : IDisposable
{
    private readonly SourceFolder _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Without_files_there_are_no_rules() => Assert.True(Compile().IsEmpty);

    [Theory]
    [InlineData("/about", "/about", "")]
    [InlineData("/about", "/about/", null)]
    [InlineData("/blog/:slug", "/blog/one", "slug=one")]
    [InlineData("/blog/:slug", "/blog/one/two", null)]
    [InlineData("/blog/:slug*", "/blog", "slug=")]
    [InlineData("/blog/:slug*", "/blog/a/b", "slug=a/b")]
    [InlineData("/blog/:slug+", "/blog", null)]
    [InlineData("/blog/:slug+", "/blog/a/b", "slug=a/b")]
    [InlineData("/blog/:slug?", "/blog", "slug=")]
    [InlineData("/blog/:slug?", "/blog/a/b", null)]
    [InlineData("/:a/:b", "/x/y", "a=x b=y")]
    [InlineData("/post/:id(\\\\d{1,})", "/post/12", "id=12")]
    [InlineData("/post/:id(\\\\d{1,})", "/post/x", null)]
    [InlineData("/(.*)", "/any/thing", "0=any/thing")]
    [InlineData("/:path(.*)", "/", "path=")]
    [InlineData("/((?!api/).*)", "/about", "0=about")]
    [InlineData("/((?!api/).*)", "/api/x", null)]
    [InlineData("/((?!api|_next/static|favicon.ico).*)", "/_next/static/x", null)]
    [InlineData("/:lang(en|de)/:path*", "/de/a/b", "lang=de path=a/b")]
    [InlineData("/:file.html", "/x.html", "file=x")]
    [InlineData("/old{/:page}?", "/old", "page=")]
    [InlineData("/old{/:page}?", "/old/x", "page=x")]
    [InlineData("/a\\\\:b", "/a:b", "")]
    [InlineData("/a.b-c_d", "/a.b-c_d", "")]
    [InlineData("/a.b-c_d", "/axb-c_d", null)]
    public void A_source_of_vercel_json_matches_what_it_matches_there(string source, string path, string? captured)
    {
        var rules = Compile(vercel: $$"""{"redirects": [{"source": "{{source}}", "destination": "/x"}]}""");

        Assert.Equal(captured, Match(rules.Routes[0].Path, path));
    }

    [Theory]
    [InlineData("/about", "/about", "")]
    [InlineData("/about", "/about/", "")]
    [InlineData("/about/", "/about", "")]
    [InlineData("/", "/", "")]
    [InlineData("/", "/x", null)]
    [InlineData("/news/*", "/news/a/b", "splat=a/b")]
    [InlineData("/news/*", "/news/", "splat=")]
    [InlineData("/news/*", "/news", "splat=")]
    [InlineData("/news/*", "/newsletter", null)]
    [InlineData("/*", "/x", "splat=x")]
    [InlineData("/*", "/", "splat=")]
    [InlineData("/a/:year/:slug", "/a/2026/x", "year=2026 slug=x")]
    [InlineData("/a/*.jpg", "/a/b/c.jpg", "splat=b/c")]
    [InlineData("/a.b", "/axb", null)]
    public void A_path_of_redirects_matches_what_it_matches_there(string from, string path, string? captured) =>
        Assert.Equal(captured, Match(Compile(redirects: $"{from} /x").Routes[0].Path, path));

    [Fact]
    public void Redirects_are_read_with_status_force_query_host_and_comments()
    {
        var rules = Compile(redirects: """
            # a comment
            /a            /b            # and one behind a rule
            /c/*          https://example.com/:splat#part   302!
            /store id=:id kind=new  /shop/:id  307
            https://old.example.com/*  https://new.example.com/:splat
            /app/*        /app/index.html  200
            /gone         /gone.html       410

            """);

        Assert.Equal(
            [("/b", 301, false), ("https://example.com/:splat#part", 302, true), ("/shop/:id", 307, false), ("https://new.example.com/:splat", 301, false), ("/app/index.html", 200, false), ("/gone.html", 410, false)],
            rules.Routes.Select(r => (r.Target, r.Status, r.OverFiles)));
        Assert.Equal(
            [new Condition(ConditionKind.Query, "id", "(?<id>.*)", false), new Condition(ConditionKind.Query, "kind", "new", false)],
            rules.Routes[2].Conditions);
        Assert.Equal([new Condition(ConditionKind.Host, "", "old\\.example\\.com", false)], rules.Routes[3].Conditions);
    }

    [Fact]
    public void Everything_in_vercel_json_has_its_place_and_goes_before_the_other_files()
    {
        var rules = Compile(
            vercel: """
            {
              "cleanUrls": true, "trailingSlash": false,
              "redirects": [
                {"source": "/a", "destination": "/b"},
                {"source": "/c", "destination": "/d", "permanent": false},
                {"source": "/e", "destination": "/f", "statusCode": 303, "has": [{"type": "host", "value": "(?<app>[a-z]+)\\.example\\.com"}], "missing": [{"type": "cookie", "key": "in"}]}
              ],
              "rewrites": [{"source": "/(.*)", "destination": "/index.html"}],
              "headers": [{"source": "/x", "headers": [{"key": "X-Frame-Options", "value": "DENY"}]}]
            }
            """,
            redirects: "/z /y",
            headers: """
            /x
              X-Frame-Options: SAMEORIGIN
              ! x-old
            https://example.com/*
              Cache-Control: public, max-age=60
            """);

        Assert.Equal((true, false), (rules.CleanUrls, rules.TrailingSlash));
        Assert.Equal(
            [("/b", 308, true), ("/d", 307, true), ("/f", 303, true), ("/index.html", 200, false), ("/y", 301, false)],
            rules.Routes.Select(r => (r.Target, r.Status, r.OverFiles)));
        Assert.Equal(
            [new Condition(ConditionKind.Host, "", @"(?<app>[a-z]+)\.example\.com", false), new Condition(ConditionKind.Cookie, "in", null, true)],
            rules.Routes[2].Conditions);
        Assert.Equal(
            [
                new HeaderChange("x-frame-options", "DENY", Adds: false), new HeaderChange("x-frame-options", "SAMEORIGIN", Adds: true),
                new HeaderChange("x-old", null, Adds: false), new HeaderChange("cache-control", "public, max-age=60", Adds: true),
            ],
            rules.Headers.SelectMany(h => h.Changes));
    }

    public static TheoryData<string, string> WrongVercelRules => new()
    {
        { """{"redirects": {}}""", "line 1, redirects: it must be a list, in brackets." },
        { "{\n\"redirects\": [\n\n7]}", "line 4, redirects[0]: it must be an object, in braces." },
        { "{\"redirects\": [\n{\"source\": \"/a\", \"destination\": \"/b\"},\n{\"source\": \"/a\"}]}", "line 3, redirects[1]: it needs a 'destination'." },
        { "{\"rewrites\": [\n{\n\"source\": 7}]}", "line 3, rewrites[0].source: it must be a text, in quotation marks." },
        { """{"redirects": [{"source": "a", "destination": "/b"}]}""", "line 1, redirects[0]: 'a' is no path: it must begin with '/'." },
        { """{"redirects": [{"source": "/a", "destination": "b"}]}""", "line 1, redirects[0]: 'b' is nowhere to go: it must begin with '/', 'https://' or 'http://'." },
        { """{"redirects": [{"source": "/a", "destination": "//b"}]}""", "line 1, redirects[0]: its target begins with '//' or has a '\\', which browsers take for another host; write 'https://'." },
        { """{"redirects": [{"source": "/a", "destination": "javascript:alert(1)"}]}""", "line 1, redirects[0]: 'javascript:alert(1)' is nowhere to go: it must begin with '/', 'https://' or 'http://'." },
        { """{"redirects": [{"source": "/:a", "destination": "/:b"}]}""", "line 1, redirects[0]: its target uses ':b', and nothing in its source has this name." },
        { """{"redirects": [{"source": "/(.*)", "destination": "/$2"}]}""", "line 1, redirects[0]: its target uses '$2', and its source has no such group." },
        { """{"redirects": [{"source": "/:a", "destination": "https://example.com:a"}]}""", "line 1, redirects[0]: the name of the host in its target would end as a visitor likes: what is captured must be followed by a dot and the rest of the name." },
        { """{"redirects": [{"source": "/a", "destination": "/b", "statusCode": 200}]}""", "line 1, redirects[0].statusCode: a redirect's status is 301, 302, 303, 307 or 308." },
        { """{"redirects": [{"source": "/a", "destination": "/b", "permanent": "yes"}]}""", "line 1, redirects[0].permanent: it must be true or false." },
        { """{"redirects": [{"source": "/a", "destination": "/b", "permanent": true, "statusCode": 301}]}""", "line 1, redirects[0]: it has both 'permanent' and 'statusCode'; one of them is enough." },
        { """{"redirects": [{"source": "/a", "destination": "/b", "to": 1}]}""", "line 1, redirects[0]: 'to' is not understood here." },
        { """{"redirects": [{"source": "/a(", "destination": "/b"}]}""", "line 1, redirects[0]: it has a '(' without a ')'." },
        { """{"redirects": [{"source": "/a((b))", "destination": "/b"}]}""", "line 1, redirects[0]: a group within parentheses begins with '(?:' or '(?!'." },
        { """{"redirects": [{"source": "/a*", "destination": "/b"}]}""", "line 1, redirects[0]: '*' stands behind nothing that it could belong to; write '(.*)' or ':name*' for anything." },
        { """{"redirects": [{"source": "/:a(.*)/((?!x).*)", "destination": "/b"}]}""", "line 1, redirects[0]: '(?!' is understood only where the text before it is fixed." },
        { """{"redirects": [{"source": "/a", "destination": "/b", "has": [{"type": "ip"}]}]}""", "line 1, redirects[0].has[0].type: it must be 'header', 'cookie', 'query' or 'host'." },
        { "{\"redirects\": [{\"source\": \"/a\", \"destination\": \"/b\",\n \"has\": [\n{\"type\": \"header\", \"key\": \"x\", \"value\": \"(\"}]}]}", "line 3, redirects[0].has[0]: it has a '(' without a ')'." },
        { """{"rewrites": [{"source": "/a", "destination": "https://example.com/"}]}""", "line 1, rewrites[0]: a site answers with its own files: it does not fetch what lies on another one. Redirect to it." },
        { "{\"headers\": [{\"source\": \"/a\", \"headers\": [\n{\"key\": \"content-length\", \"value\": \"1\"}]}]}", "line 2, headers[0].headers[0]: the header 'content-length' is the server's own." },
        { """{"headers": [{"source": "/a", "headers": [{"key": "x y", "value": "1"}]}]}""", "line 1, headers[0].headers[0]: 'x y' is not the name of a header." },
        { """{"headers": [{"source": "/a", "headers": [{"key": "x", "value": "a\nb"}]}]}""", "line 1, headers[0].headers[0]: the value of 'x' has characters that a header cannot carry; only printable ASCII travels." },
        { """{"headers": [{"source": "/a", "headers": []}]}""", "line 1, headers[0].headers: it needs 1 to 100 headers." },
        { """{"cleanUrls": "yes"}""", "line 1, cleanUrls: it must be true or false." },
        { """{"routes": []}""", "line 1, routes: this way of writing rules is not understood; write redirects, rewrites and headers." },
    };

    [Theory]
    [MemberData(nameof(WrongVercelRules))]
    public void A_wrong_rule_of_vercel_json_is_named_by_its_line(string vercel, string why) => Assert.Equal($"vercel.json, {why}", Refused(vercel: vercel));

    [Theory]
    [InlineData("/a", "it needs a path, and behind it where that leads to.")]
    [InlineData("a /b", "'a' is no path: it must begin with '/'.")]
    [InlineData("/a b", "'b' is nowhere to go: it must begin with '/', 'https://' or 'http://'.")]
    [InlineData("/a /b 299", "'299' is no status: it is 200, 301, 302, 303, 307, 308, 404 or 410, with a '!' where it goes before a file.")]
    [InlineData("/a /b 301 Country=us", "'Country=us' is not understood: conditions of country, language and role are not known here.")]
    [InlineData("/a https://x.example/ 200", "a site answers with its own files: it does not fetch what lies on another one. Redirect to it.")]
    [InlineData("/a/*/b/* /c", "a path has at most one '*'.")]
    [InlineData("/a/:1 /c", "':' needs a name behind it: letters, digits and '_', a letter first.")]
    [InlineData("/a /b/:splat", "its target uses ':splat', and nothing in its source has this name.")]
    [InlineData("/a =x /b", "'=x' is no query: write 'id=5', or 'id=:id' for any value.")]
    [InlineData("/* https://example.com:splat", "the name of the host in its target would end as a visitor likes: what is captured must be followed by a dot and the rest of the name.")]
    public void A_wrong_line_of_redirects_is_named(string line, string why) =>
        Assert.Equal($"_redirects, line 3: {why}", Refused(redirects: $"# rules\n/x /y\n{line}\n/z /y"));

    [Theory]
    [InlineData("  X: y", 1, "a header needs a path before it, which is not indented.")]
    [InlineData("/a\n  X y", 2, "a header is written 'Name: value'.")]
    [InlineData("/a\n  Etag: y", 2, "the header 'etag' is the server's own.")]
    [InlineData("/a\n  X: ü", 2, "the value of 'x' has characters that a header cannot carry; only printable ASCII travels.")]
    [InlineData("/a\n/b\n  X: y", 1, "no header stands behind this path, indented.")]
    [InlineData("/a\n  X: y\n\n/b\n", 4, "no header stands behind this path, indented.")]
    [InlineData("a\n  X: y", 1, "'a' is no path: it must begin with '/'.")]
    public void A_wrong_line_of_headers_is_named(string file, int line, string why) =>
        Assert.Equal($"_headers, line {line}: {why}", Refused(headers: file));

    [Fact]
    public void Rules_have_bounds()
    {
        var many = string.Join('\n', Enumerable.Range(0, 2_000).Select(i => $"/a{i} /b"));
        Assert.Equal(2_000, Compile(redirects: many).Routes.Count);
        Assert.Equal("_redirects, line 2001: the file has more than 2000 rules.", Refused(redirects: many + "\n/x /y"));

        Assert.StartsWith("_redirects is larger than", Refused(redirects: "#" + new string('x', 300_000)), StringComparison.Ordinal);
        Assert.Equal("_redirects, line 1: it is longer than 5000 characters.", Refused(redirects: "#" + new string('x', 5_000)));
        Assert.Equal("_redirects, line 1: it is longer than 1024 characters.", Refused(redirects: $"/{new string('x', 1_024)} /y"));
        var costly = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"source": "/{{i}}(a{100}b{100})", "destination": "/"}"""));
        Assert.Contains("together too complicated", Refused(vercel: $$"""{"redirects": [{{costly}}]}""", redirects: ""), StringComparison.Ordinal);
        var list = string.Join(',', Enumerable.Repeat("""{"source": "/a", "destination": "/"}""", 2_001));
        Assert.Equal("vercel.json, line 1, redirects: it has more than 2000 rules.", Refused(vercel: $$"""{"redirects": [{{list}}]}"""));
    }

    private static string? Match(string expression, string path)
    {
        var pattern = Pattern.Of(expression);
        return pattern.Match(path) is { } found ? string.Join(' ', pattern.Names.Zip(found, (n, v) => $"{n}={v}")) : null;
    }

    private SiteRules Compile(string? vercel = null, string? redirects = null, string? headers = null)
    {
        foreach (var (name, text) in new[] { ("vercel.json", vercel), ("_redirects", redirects), ("_headers", headers) })
        {
            if (text is not null)
                _site.With(name, text);
        }

        return RuleCompiler.Compile(SourceTree.At(_site.Path), SourceTree.At(_site.Path));
    }

    private string Refused(string? vercel = null, string? redirects = null, string? headers = null)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Compile(vercel, redirects, headers));
        Assert.Equal(BuildReason.ConfigInvalid, refused.Reason);
        return refused.Message;
    }
}
