using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>An application of one page, which has no page for what is missing: it finds its way by the address.</summary>
[Collection(SiloCollection.Name)]
public class SinglePageTests(SharedSilo fixture)
{
    private static readonly (string, string) s_page = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    [Theory]
    [InlineData("/orders/7")]
    [InlineData("/orders/7/")]
    [InlineData("/orders/7?tab=2")]
    [InlineData("/v1.2/notes")]
    public async Task Every_address_is_its_own(string path)
    {
        var site = await Application();

        foreach (var answer in new[] { await site.Get(path, s_page), await site.Get(path, ("sec-fetch-mode", "navigate")) })
        {
            Assert.Equal((200, "<div id=app>"), (answer.Status, answer.Text));
            Assert.Equal("public, max-age=0, must-revalidate", answer.Header("cache-control"));
            Assert.Contains("sec-fetch-mode", answer.Header("vary"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/assets/index-AaaaBbb1.js", "accept", "text/html")]
    [InlineData("/logo.png", "sec-fetch-mode", "navigate")]
    [InlineData("/api/orders", "accept", "application/json")]
    [InlineData("/api/orders", "accept", "*/*")]
    public async Task What_is_no_page_is_not_there(string path, string name, string value) =>
        Assert.Equal(404, (await (await Application()).Get(path, (name, value))).Status);

    [Fact]
    public async Task A_script_that_asks_is_not_given_the_page_whatever_it_accepts()
    {
        var site = await Application();

        Assert.Equal(404, (await site.Get("/orders/7", s_page, ("sec-fetch-mode", "cors"))).Status);
        Assert.Equal(404, (await site.Get("/orders/7")).Status);
    }

    [Fact]
    public async Task A_page_for_what_is_missing_says_that_it_is_no_such_application()
    {
        var site = await Site.Create(fixture.Silo, "pages");
        await site.Activate((await site.Build(new Dictionary<string, byte[]> { ["index.html"] = "home"u8.ToArray(), ["404.html"] = "lost"u8.ToArray() })).Text("id"));

        var answer = await site.Get("/orders/7", s_page);

        Assert.Equal((404, "lost"), (answer.Status, answer.Text));
    }

    private async Task<Site> Application()
    {
        var site = await Site.Create(fixture.Silo, "single");
        await site.Activate((await site.Build("<div id=app>")).Text("id"));
        return site;
    }
}
