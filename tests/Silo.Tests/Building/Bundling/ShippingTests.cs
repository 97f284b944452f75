using MiniVercel.Builds;
using MiniVercel.Platform.Artifacts;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Bundling;
using MiniVercel.Silo.Building.Detection;
using MiniVercel.Silo.Building.Packing;

namespace MiniVercel.Silo.Tests.Building.Bundling;

/// <summary>What of a server's output goes where, for folders as builds leave them behind.</summary>
public sealed class ShippingTests : IDisposable
{
    private const string Node = "24.1.0";

    private readonly SourceFolder _sources = new();
    private readonly SourceFolder _room = new();

    public void Dispose()
    {
        _sources.Dispose();
        _room.Dispose();
    }

    [Fact]
    public async Task Next_runs_from_what_it_has_traced_and_leaves_its_files_to_the_edge()
    {
        Package("""{"dependencies": {"next": "16"}, "scripts": {"start": "next start -p 80"}}""");
        With("public/logo.svg", "src/page.js", "node_modules/next/index.js", ".next/BUILD_ID", ".next/cache/old", ".next/server/page.js", ".next/static/chunk.js")
            .With(".next/standalone/server.js").With(".next/standalone/.next/server/page.js").With(".next/standalone/node_modules/next/index.js");

        var packed = await Pack();

        Assert.Equal(["_next/static/chunk.js", "logo.svg"], Site(packed));
        Assert.Equal(
            [".next/server/page.js", ".next/static/chunk.js", "node_modules/next/index.js", "public/logo.svg", "server.js"], Bundled(packed));
        Assert.Equal(("node server.js", "", Node), Started(packed));
    }

    [Theory]
    [InlineData("apps/web/")]
    [InlineData("web/")]
    [InlineData("")]
    public async Task Of_several_packages_next_says_where_its_server_lies(string place)
    {
        Package("""{"dependencies": {"next": "16"}}""", "apps/web/package.json");
        With("apps/web/public/logo.svg", "apps/web/.next/BUILD_ID", $"apps/web/.next/standalone/{place}server.js", "apps/web/.next/standalone/packages/ui.js")
            .With("apps/web/.next/required-server-files.json", """{"config": {"basePath": "/docs"}}""").With("apps/web/.next/static/chunk.js");

        var packed = await Pack(Order with { RootDirectory = "apps/web" });

        Assert.Equal(["docs/_next/static/chunk.js", "docs/logo.svg"], Site(packed));
        Assert.Equal(
            new[] { $"{place}server.js", "packages/ui.js", $"{place}public/logo.svg", $"{place}.next/static/chunk.js" }.Order(StringComparer.Ordinal),
            Bundled(packed));
        Assert.Equal(("node server.js", place.TrimEnd('/'), Node), Started(packed));
    }

    [Theory]
    [InlineData("node server.js", "/bin/sh -c node server.js")]
    [InlineData(null, "/bin/sh -c next start")]
    public async Task A_next_that_is_not_traced_or_started_by_a_server_of_the_projects_own_runs_from_its_folder(string? script, string start)
    {
        Package($$$"""{"dependencies": {"next": "16"}, "scripts": {{{(script is null ? "{}" : $$"""{"start": "{{script}}"}""")}}}}""");
        With("server.js", ".next/BUILD_ID", ".next/static/chunk.js", ".next/cache/old", "node_modules/next/index.js", "node_modules/.cache/old", ".git/config");
        if (script is not null)
            With(".next/standalone/server.js");

        var packed = await Pack();

        Assert.Equal(["_next/static/chunk.js"], Site(packed));
        Assert.Equal(
            [".next/BUILD_ID", ".next/static/chunk.js", "node_modules/next/index.js", "package.json", "server.js"],
            Bundled(packed).Where(f => !f.StartsWith(".next/standalone", StringComparison.Ordinal)));
        Assert.Equal((start, "", Node), Started(packed));
    }

    [Theory]
    [InlineData("""{"dependencies": {"nuxt": "4"}}""", ".output", "server/index.mjs", "public", "node .output/server/index.mjs")]
    [InlineData("""{"devDependencies": {"@sveltejs/kit": "2"}}""", "build", "index.js", "client", "node build/index.js")]
    [InlineData("""{"dependencies": {"astro": "7", "@astrojs/node": "10"}, "scripts": {"start": "astro dev"}}""", "dist", "server/entry.mjs", "client", "node dist/server/entry.mjs")]
    [InlineData("""{"dependencies": {"@tanstack/react-start": "1"}}""", "dist", "server/server.js", "client", "node dist/server/server.js")]
    [InlineData("""{"devDependencies": {"@react-router/dev": "7"}, "scripts": {"prestart": "echo up", "start": "react-router-serve build"}}""",
        "build", "server/index.js", "client", "/bin/sh -c echo up && react-router-serve build")]
    [InlineData("""{"devDependencies": {"@react-router/dev": "7"}}""", "build", "server/index.js", "client", "node build/server/index.js")]
    public async Task A_frameworks_server_runs_from_its_output_and_the_packages_beside_it(
        string package, string output, string entry, string assets, string start)
    {
        Package(package);
        With($"{output}/{entry}", $"{output}/{assets}/app.css", "src/secret.ts", "node_modules/left/index.js");

        var packed = await Pack();

        var packages = output == ".output" ? [] : new[] { "node_modules/left/index.js", "package.json" };
        Assert.Equal(["app.css"], Site(packed));
        Assert.Equal(packages.Concat([$"{output}/{entry}", $"{output}/{assets}/app.css"]).Order(StringComparer.Ordinal), Bundled(packed));
        Assert.Equal((start, "", Node), Started(packed));
    }

    [Fact]
    public async Task Packages_that_lie_in_the_repository_bring_it_along()
    {
        Package("""{"devDependencies": {"@sveltejs/kit": "2"}}""");
        With("build/index.js", "packages/ui/index.js", "node_modules/left/index.js");
        Link("node_modules/@acme/ui", "../../packages/ui");

        var packed = await Pack();

        Assert.Equal(["build/index.js", "node_modules/left/index.js", "package.json", "packages/ui/index.js"], Bundled(packed));
        Assert.Equal([new BundleLink("node_modules/@acme/ui", "../../packages/ui")], packed.Server!.Links);
    }

    [Fact]
    public async Task A_plain_server_runs_from_its_folder_and_nothing_of_it_is_sent_to_visitors()
    {
        Package("""{"dependencies": {"express": "5"}, "scripts": {"start": "node ."}}""");
        With("index.js", "public/site.css", ".env", "node_modules/express/index.js");
        Link("node_modules/.bin/express", "../express/index.js");
        Link("node_modules/gone", "nowhere");

        var packed = await Pack();

        Assert.Empty(packed.Files);
        Assert.Equal([".env", "index.js", "node_modules/express/index.js", "package.json", "public/site.css"], Bundled(packed));
        Assert.Equal([new BundleLink("node_modules/.bin/express", "../express/index.js")], packed.Server!.Links);
        Assert.Equal(("/bin/sh -c node .", "", Node), Started(packed));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("up/../outside")]
    public async Task A_link_that_leads_out_of_the_bundle_ends_the_build(string target)
    {
        Package("""{"scripts": {"start": "node ."}}""", "app/package.json");
        With("app/lib/index.js", "outside");
        Link("app/lib/up", "..");
        Link("app/lib/escape", target == "../outside" ? "../../outside" : target);

        var refused = await Assert.ThrowsAsync<BuildStepFailedException>(async () => await PackFrom("app"));

        Assert.Equal(BuildReason.PackFailed, refused.Reason);
        Assert.Contains("'lib/escape'", refused.Message, StringComparison.Ordinal);
    }

    private static BuildOrder Order => Orders.Of(new ProjectId("prj_1"));

    private Task<Manifest> Pack(BuildOrder? order = null) => PackFrom("", order);

    /// <summary>As a build does it.</summary>
    private async Task<Manifest> PackFrom(string folder, BuildOrder? order = null)
    {
        var plan = Detector.Detect(_sources.At(folder), order ?? Order);
        var shipment = Shipping.Of(plan, BuildOutput.Find(plan) with { Node = Node });
        return (await Packer.Pack(shipment, _room.At("packed"), new Dictionary<string, ManifestFile>(), PackLimits.Usual, CancellationToken.None)).Manifest;
    }

    private static IEnumerable<string> Site(Manifest packed) => packed.Files.Select(f => f.Path).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Bundled(Manifest packed) => packed.Server!.Files.Select(f => f.Path);

    private static (string Start, string Folder, string Node) Started(Manifest packed) =>
        (string.Join(' ', packed.Server!.Start), packed.Server.Folder, packed.Server.Node);

    private void Package(string json, string path = "package.json") => _sources.With(path, json);

    private SourceFolder With(params string[] files)
    {
        foreach (var file in files)
            _sources.With(file, file);
        return _sources;
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_sources.At(path))!);
        File.CreateSymbolicLink(_sources.At(path), target);
    }
}
