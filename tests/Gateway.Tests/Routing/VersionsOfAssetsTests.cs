using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>Files whose names say what is in them: kept for ever by browsers, and answered for a while after the next version has come.</summary>
[Collection(SiloCollection.Name)]
public class VersionsOfAssetsTests(SharedSilo fixture)
{
    private const string First = "assets/index-AaaaBbb1.js", Second = "assets/index-CcccDdd2.js";

    [Fact]
    public async Task They_are_kept_and_everything_else_is_asked_for_again()
    {
        var site = await Deployed(("index.html", "home"), (First, "one"), ("app.js", "app"));

        Assert.Equal("public, max-age=31536000, immutable", (await site.Get("/" + First)).Header("cache-control"));
        foreach (var path in new[] { "/", "/app.js" })
            Assert.Equal("public, max-age=0, must-revalidate", (await site.Get(path)).Header("cache-control"));
    }

    [Fact]
    public async Task An_open_page_gets_those_of_its_own_version_and_nothing_else_of_it()
    {
        var site = await Deployed(("index.html", "home"), (First, "one"), ("old.js", "old"), ("old.html", "old"));
        await Deploy(site, ("index.html", "new home"), (Second, "two"));

        var asset = await site.Get("/" + First);
        Assert.Equal((200, "one", "public, max-age=31536000, immutable"), (asset.Status, asset.Text, asset.Header("cache-control")));
        Assert.Equal(200, (await site.Get("/" + Second)).Status);
        Assert.Equal("new home", (await site.Get()).Text);
        Assert.Equal((404, 404), ((await site.Get("/old.js")).Status, (await site.Get("/old.html")).Status));
    }

    [Fact]
    public async Task After_a_day_nobody_asks_for_them()
    {
        var site = await Deployed(("index.html", "home"), (First, "one"));
        await Deploy(site, ("index.html", "new home"));
        await using var database = NpgsqlDataSource.Create(fixture.Silo.ConnectionString);
        await using (var past = database.CreateCommand("update route_commits set committed_at = committed_at - interval '25 hours' where project_id = $1"))
        {
            past.Parameters.AddWithValue(site.Project);
            await past.ExecuteNonQueryAsync();
        }

        await site.Build("Nobody's yet: with it the project's routes are read anew.");

        Assert.Equal(404, (await site.Get("/" + First)).Status);
    }

    private async Task<Site> Deployed(params (string Path, string Text)[] files)
    {
        var site = await Site.Create(fixture.Silo, "versions");
        await Deploy(site, files);
        return site;
    }

    private static async Task Deploy(Site site, params (string Path, string Text)[] files) =>
        await site.Activate((await site.Build(files.ToDictionary(f => f.Path, f => System.Text.Encoding.UTF8.GetBytes(f.Text)))).Text("id"));
}
