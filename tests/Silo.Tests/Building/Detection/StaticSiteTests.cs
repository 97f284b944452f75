using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

/// <summary>What can be served as it is, and how everything else is refused.</summary>
public sealed class StaticSiteTests : IDisposable
{
    private readonly SourceFolder _sources = new();

    public void Dispose() => _sources.Dispose();

    public static TheoryData<string, string?, string?, string, string> Served => new()
    {
        { "index.html", null, null, "", "Static site: serving the folder as it is." },
        { "public/index.html", null, null, "public", "Static site: serving 'public'." },
        { "public", null, null, "", "Static site: serving the folder as it is." },
        { "dist/index.html", null, "dist", "dist", "Static site: serving 'dist'." },
        { "site/a/index.html", "site/a", null, "site/a", "Static site: serving the folder as it is." },
        { "site/public/index.html", "site", null, "site/public", "Static site: serving 'public'." },
        { "site/out/x/index.html", "site", "out/x", "site/out/x", "Static site: serving 'out/x'." },
    };

    [Theory]
    [MemberData(nameof(Served))]
    public void A_folder_is_served_as_it_is(string file, string? root, string? output, string served, string sentence)
    {
        _sources.With(file);

        var found = Serve(Order with { RootDirectory = root, OutputDirectory = output });

        Assert.Equal((SiteKind.Static, _sources.At(served).TrimEnd('/'), sentence), (found.Kind, found.Folder, found.Sentence));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"scripts": null}""")]
    [InlineData("""{"scripts": {"build": null, "test": "x"}, "devDependencies": {"prettier": "3"}}""")]
    [InlineData("""{"packageManager": "pnpm@10.4.1", "engines": {"node": ">=99"}}""")]
    public void A_package_without_anything_to_build_is_a_file_like_any_other(string packageJson)
    {
        _sources.With("package.json", packageJson);

        Assert.Equal(_sources.Path, Serve(Order).Folder);
        Assert.Empty(Detector.Detect(_sources.Path, Order).Sentences);
    }

    [Theory]
    [InlineData("""{"scripts": {"build": "vite build"}}""")]
    [InlineData("\uFEFF{\"scripts\": {\"build\": \"vite build\"}}")]
    public void A_package_that_needs_a_build_is_refused(string packageJson)
    {
        _sources.With("package.json", packageJson);

        Assert.Contains("the build script of package.json", Refused(Order, BuildReason.PresetUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_server_cannot_run_is_refused_with_what_to_do_instead()
    {
        Assert.Contains("'nextjs'", Refused(Order with { AppType = "nextjs" }, BuildReason.PresetUnavailable), StringComparison.Ordinal);
        Assert.Contains("commands", Refused(Order with { BuildCommand = "make" }, BuildReason.PresetUnavailable), StringComparison.Ordinal);
        Assert.EndsWith(
            "Build on your machine and deploy the output folder.",
            Refused(Order with { InstallCommand = "npm ci" }, BuildReason.PresetUnavailable),
            StringComparison.Ordinal);
        Assert.Equal(_sources.Path, Serve(Order with { AppType = "static" }).Folder);
    }

    [Fact]
    public void A_root_directory_that_is_not_there_is_named() => Assert.Equal(
        "The root directory 'site' is not in the sources.",
        Refused(Order with { RootDirectory = "site" }, BuildReason.RootDirectoryMissing));

    [Fact]
    public void An_output_directory_that_is_not_there_is_named_beside_what_is()
    {
        Assert.EndsWith("have: nothing.", Refused(Order with { OutputDirectory = "dist" }, BuildReason.NoOutput), StringComparison.Ordinal);

        _sources.With("b.html").With("a/x.html").With("dist");

        Assert.Equal(
            "The output directory 'dist' does not exist. The sources have: a, b.html, dist.",
            Refused(Order with { OutputDirectory = "dist" }, BuildReason.NoOutput));
    }

    [Fact]
    public void A_long_listing_is_cut()
    {
        for (var i = 0; i < 20; i++)
            _sources.With($"{i:00}");

        Assert.EndsWith("08, 09, ….", Refused(Order with { OutputDirectory = "dist" }, BuildReason.NoOutput), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_is_not_served_as_files()
    {
        _sources.With("package.json", """{"scripts": {"start": "node index.js"}}""").With("index.js", "const key = 'secret'");

        Assert.Contains("'node'", Refused(Order, BuildReason.PresetUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_that_would_decide_whether_to_build_is_refused_as_well()
    {
        _sources.With("vercel.json", """{"ignoreCommand": "git diff --quiet HEAD^"}""");

        Assert.Contains("ignoreCommand", Refused(Order, BuildReason.PresetUnavailable), StringComparison.Ordinal);
    }

    /// <summary>As a build does it.</summary>
    private BuildOutput Serve(BuildOrder order)
    {
        var plan = Detector.Detect(_sources.Path, order);
        Unboxed.Refuse(plan);
        return BuildOutput.Find(plan);
    }

    private static BuildOrder Order => Orders.Of(new ProjectId("prj_1"));

    private string Refused(BuildOrder order, BuildReason reason)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Serve(order));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }
}
