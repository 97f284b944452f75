using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

/// <summary>What can be served as it is, and how a server is refused.</summary>
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
            "The output directory 'dist' is a file. The sources have: a, b.html, dist.",
            Refused(Order with { OutputDirectory = "dist" }, BuildReason.NoOutput));
    }

    [Fact]
    public void Of_an_output_directory_that_is_not_there_the_nearest_folder_is_told_and_what_may_have_been_meant()
    {
        _sources.With("apps/web/build/page.html").With("apps/web/package.txt").With("public_html/index.html");

        Assert.Equal(
            "The output directory 'apps/web/dist/client' does not exist. The sources have: apps, public_html. In 'apps/web': build, package.txt. "
            + "'public_html' has an index.html: if that is the result, set the output directory to it.",
            Refused(Order with { OutputDirectory = "apps/web/dist/client" }, BuildReason.NoOutput));
    }

    [Fact]
    public void A_long_listing_is_cut()
    {
        for (var i = 0; i < 20; i++)
            _sources.With($"{i:00}");

        Assert.EndsWith("08, 09, ….", Refused(Order with { OutputDirectory = "dist" }, BuildReason.NoOutput), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("nextjs")]
    public void What_only_makes_a_server_needs_a_package(string preset)
    {
        _sources.With("server.js");

        Assert.Contains($"'{preset}'", Refused(Order with { AppType = preset }, BuildReason.ConfigInvalid), StringComparison.Ordinal);
    }

    [Fact]
    public void A_framework_that_can_do_both_is_told_by_what_it_has_made()
    {
        _sources.With("package.json", """{"dependencies": {"@react-router/dev": "7"}}""").With("build/client/index.html");
        Assert.Equal((SiteKind.Static, _sources.At("build/client")), (Serve(Order).Kind, Serve(Order).Folder));

        _sources.With("build/server/index.js");
        Assert.Equal((SiteKind.Server, _sources.At("build")), (Serve(Order).Kind, Serve(Order).Folder));
    }

    [Fact]
    public void A_link_in_the_place_of_the_folder_that_was_built_is_not_followed()
    {
        _sources.With("outside/index.html").With("sources/app/index.html");
        var plan = Detector.Detect(_sources.At("sources"), Order with { RootDirectory = "app" });
        Directory.Delete(_sources.At("sources/app"), recursive: true);
        Directory.CreateSymbolicLink(_sources.At("sources/app"), "../outside");

        var refused = Assert.Throws<BuildStepFailedException>(() => BuildOutput.Find(plan));

        Assert.Equal(BuildReason.ConfigInvalid, refused.Reason);
    }

    /// <summary>As a build does it.</summary>
    private BuildOutput Serve(BuildOrder order) => BuildOutput.Find(Detector.Detect(_sources.Path, order));

    private static BuildOrder Order => Orders.Of(new ProjectId("prj_1"));

    private string Refused(BuildOrder order, BuildReason reason)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Serve(order));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }
}
