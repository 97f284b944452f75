using System.Collections.Immutable;
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
    private const string Launcher = ".minivercel-launch.cjs";

    private static readonly ImmutableArray<PackageManager> s_managers = [new(PackageManagerKind.Bun, "1.4.0"), new(PackageManagerKind.Npm, "11.6.2")];

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
        Assert.Equal([".env", Launcher, "index.js", "node_modules/express/index.js", "package.json", "public/site.css"], Bundled(packed));
        Assert.Equal([new BundleLink("node_modules/.bin/express", "../express/index.js")], packed.Server!.Links);
        Assert.Equal(($"node --require ./{Launcher} .", "", Node), Started(packed));
    }

    [Theory]
    [InlineData("node server.js", "server.js")]
    [InlineData(" node ./dist/main ", "./dist/main")]
    [InlineData("node --env-file=.env server.js", null)]
    [InlineData("node server.js --port 80", null)]
    [InlineData("node server.js && echo", null)]
    [InlineData("NODE_ENV=test node server.js", null)]
    [InlineData("nodemon server.js", null)]
    [InlineData("node 'my server.js'", null)]
    [InlineData("node -r", null)]
    public async Task A_script_that_only_starts_a_file_starts_it_with_the_launcher_and_any_other_stays(string script, string? file)
    {
        Package($$$"""{"scripts": {"start": "{{{script}}}"}}""");
        With("server.js");

        var packed = await Pack();

        Assert.Equal(file is null ? $"/bin/sh -c {script}" : $"node --require ./{Launcher} {file}", Started(packed).Start);
        Assert.Equal(file is not null, Bundled(packed).Contains(Launcher));
    }

    [Theory]
    [InlineData("""{"main": "lib/app.js"}""", "lib/app.js", "lib/app.js", "index.js")]
    [InlineData("""{"main": "lib"}""", "lib", "lib/index.js", "index.js")]
    [InlineData("""{"main": "index.js"}""", "app.mjs", "app.mjs")]
    [InlineData("{}", "server.cjs", "server.cjs", "index.js")]
    [InlineData("{}", "index.mjs", "index.mjs", "app.js")]
    [InlineData("{}", "src/index.cjs", "src/index.cjs", "src/server.js")]
    [InlineData("{}", "src/index.ts", "src/index.ts")]
    public async Task Without_a_script_it_is_the_file_that_is_a_server_as_far_as_it_is_there(string package, string entry, params string[] files)
    {
        Package(package);
        With(files);

        var packed = await Pack(Order with { AppType = "node" });

        Assert.Equal($"node --require ./{Launcher} {entry}", Started(packed).Start);
    }

    [Theory]
    [InlineData("src/server.ts", "dist/server.js")]
    [InlineData("src/server.ts", "dist/src/server.js")]
    [InlineData("src/server.ts", "build/server.js")]
    [InlineData("src/index.mts", "out/index.mjs")]
    [InlineData("server.ts", "server.js")]
    [InlineData("index.cts", "lib/index.cjs")]
    [InlineData("index.ts", null)]
    public async Task Of_TypeScript_it_is_what_the_build_has_made_if_it_has(string entry, string? compiled)
    {
        Package("""{"scripts": {"build": "compile"}}""");
        With(entry, "decoy/index.js");
        var plan = Detector.Detect(_sources.At(""), Order with { AppType = "node" });
        With(compiled ?? "dist/other.js");

        var packed = await PackFrom(plan);

        Assert.Equal($"node --require ./{Launcher} {compiled ?? entry}", Started(packed).Start);
    }

    [Theory]
    [InlineData("22.17.1", false)]
    [InlineData("22.18.0", true)]
    [InlineData("23.5.0", false)]
    [InlineData("23.6.0", true)]
    [InlineData("24.0.0", true)]
    [InlineData("20.20.2", false)]
    public async Task TypeScript_as_it_is_needs_a_Node_that_leaves_out_the_types(string node, bool runs)
    {
        Package("{}");
        With("server.ts");
        var plan = Detector.Detect(_sources.At(""), Order);

        if (runs)
        {
            Assert.Equal($"node --require ./{Launcher} server.ts", Started(await PackFrom(plan, node)).Start);
            return;
        }

        var refused = await Assert.ThrowsAsync<BuildStepFailedException>(() => PackFrom(plan, node));
        Assert.Equal(BuildReason.ConfigInvalid, refused.Reason);
        Assert.StartsWith($"'server.ts' is TypeScript, which Node {node} does not run.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_the_build_has_not_made_ends_it()
    {
        Package("""{"main": "dist/index.js", "scripts": {"build": "compile"}}""");

        var refused = await Assert.ThrowsAsync<BuildStepFailedException>(() => Pack(Order with { AppType = "node" }));

        Assert.Equal(BuildReason.NoOutput, refused.Reason);
        Assert.Contains("'dist/index.js', which is not there after the build", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("a folder")]
    [InlineData("a link")]
    public async Task Of_several_packages_the_launcher_lies_where_the_server_is_started_and_nothing_takes_its_place(string other)
    {
        Package("""{"workspaces": ["apps/*"]}""");
        Package("""{"scripts": {"start": "node server.js"}}""", "apps/api/package.json");
        With("package-lock.json", "apps/api/server.js", "node_modules/left/index.js");
        if (other == "a link")
            Link($"apps/api/{Launcher}", "server.js");
        else
            With(other == "a file" ? $"apps/api/{Launcher}" : $"apps/api/{Launcher}/index.js");

        var packed = await Pack(Order with { RootDirectory = "apps/api" });

        Assert.Equal("apps/api", packed.Server!.Folder);
        var launcher = Assert.Single(packed.Server.Files, f => f.Path.Contains(Launcher, StringComparison.Ordinal));
        Assert.Equal(($"apps/api/{Launcher}", new FileInfo(Path.Combine(AppContext.BaseDirectory, "Building", "Bundling", "launch.cjs")).Length), (launcher.Path, launcher.Size));
        Assert.Empty(packed.Server.Links);
    }

    [Theory]
    [InlineData("bun server.ts", true)]
    [InlineData("npm run serve", true)]
    [InlineData("node prepare.js; node server.js", true)]
    [InlineData("node server.js", false)]
    public async Task Package_managers_go_along_where_a_script_may_call_them(string start, bool goAlong)
    {
        Package($$$"""{"packageManager": "bun@1", "scripts": {"start": "{{{start}}}"}}""");

        Assert.Equal(
            goAlong ? new Dictionary<string, string> { ["Bun"] = "1.4.0", ["Npm"] = "11.6.2" } : [], (await Pack()).Server!.Managers);
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

    [Theory]
    [InlineData("server.js", false)]
    [InlineData("node_modules/ms/index.js", true)]
    public void A_server_takes_packages_with_it_where_there_are_any(string file, bool takes)
    {
        Package("""{"scripts": {"start": "node server.js"}}""");
        With("server.js", file);
        var plan = Detector.Detect(_sources.At(""), Order);

        Assert.Equal(takes, Shipping.TakesPackages(plan, BuildOutput.Find(plan)));
    }

    private Task<Manifest> Pack(BuildOrder? order = null) => PackFrom("", order);

    /// <summary>As a build does it.</summary>
    private async Task<Manifest> PackFrom(string folder, BuildOrder? order = null)
    {
        return await PackFrom(Detector.Detect(_sources.At(folder), order ?? Order));
    }

    private async Task<Manifest> PackFrom(BuildPlan plan, string node = Node)
    {
        var shipment = Shipping.Of(plan, BuildOutput.Find(plan) with { Node = node, Managers = s_managers });
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
