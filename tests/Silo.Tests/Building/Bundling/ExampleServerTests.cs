using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Tools;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>The examples where one process is all, and what only shows there: what is in a bundle, and each entry by itself.</summary>
public sealed class ExampleServerTests(SharedSilo shared)
    : ExampleTests(new ExamplePlace(shared.Silo.Api, shared.Silo.Endpoint, shared.Silo.Folder, shared.Silo.ConnectionString)), IClassFixture<SharedSilo>
{
    private readonly TestSilo _silo = shared.Silo;

    [NpmRegistryFact]
    public async Task What_only_exports_its_application_is_served_whatever_that_was_made_with()
    {
        var built = await Built("node-exports");
        var site = await OnTheAir(built);
        Assert.StartsWith("Exported by Hono", await site.Text("/"), StringComparison.Ordinal);
        Assert.Equal("data: event 1\n\ndata: event 2\n\ndata: event 3\n\n", await site.Text("/events"));

        foreach (var (entry, name) in new[]
        {
            ("hono.mjs", "by Hono"), ("express.cjs", "by Express"), ("koa.cjs", "by Koa"), ("fastify.mjs", "by Fastify"), ("fetch.mjs", "as fetch"),
        })
        {
            await using var server = await Started(built, entry);
            Assert.StartsWith($"Exported {name}", await server.Text("/"), StringComparison.Ordinal);
            Assert.Contains($"Serving what {entry} exports", server.Printed, StringComparison.Ordinal);
            await AssertEchoes(server);
        }
    }

    [NpmRegistryFact]
    public async Task Packages_for_development_are_left_out()
    {
        var built = await Built(new Dictionary<string, byte[]>
        {
            ["package.json"] =
                """{"scripts": {"start": "node ."}, "dependencies": {"ms": "2.1.3"}, "devDependencies": {"isarray": "2.0.5"}}"""u8.ToArray(),
            ["index.js"] = "require('ms')"u8.ToArray(),
        });

        var server = await ServerOf(built);
        Assert.Contains(server.Files, f => f.Path == "node_modules/ms/index.js");
        Assert.DoesNotContain(server.Files, f => f.Path.StartsWith("node_modules/isarray/", StringComparison.Ordinal));
    }

    private static async Task AssertEchoes(RunningServer server)
    {
        var sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        using var http = new HttpClient();
        using var content = new ByteArrayContent(sent);
        content.Headers.ContentType = new("application/octet-stream");
        using var answer = await http.PostAsync($"http://{server.Endpoint}/echo", content);
        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Another entry of what an activation has laid out, with nothing else in reach.</summary>
    private async Task<RunningServer> Started(BuiltExample built, string entry)
    {
        var bundle = await ServerOf(built);
        using var node = await _silo.Services.GetRequiredService<NodeShelf>().Bring(SemVersion.TryParse(bundle.Node)!.Value, CancellationToken.None);
        var folder = Path.Combine(_silo.Folder, "deployments", built.Project, "builds", built.Build.Text("id"), bundle.Folder);
        return await RunningServer.Start([.. bundle.Start.SkipLast(1), entry], folder, Path.Combine(node.Package, "bin"));
    }
}
