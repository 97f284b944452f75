using MiniVercel.Builds;
using MiniVercel.Silo.Building;

namespace MiniVercel.Silo.Tests.Building;

public sealed class StaticPresetTests : IDisposable
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

        var found = StaticPreset.Detect(_sources.Path, Order with { RootDirectory = root, OutputDirectory = output });

        Assert.Equal((_sources.At(served).TrimEnd('/'), sentence), (found.Output, found.Sentence));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("""{"scripts": null}""")]
    [InlineData("""{"scripts": []}""")]
    [InlineData("""{"scripts": {"start": "x"}}""")]
    public void A_package_without_a_build_script_is_a_file_like_any_other(string packageJson)
    {
        _sources.With("package.json", packageJson);

        Assert.Equal(_sources.Path, StaticPreset.Detect(_sources.Path, Order).Output);
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
        Assert.Equal(_sources.Path, StaticPreset.Detect(_sources.Path, Order with { AppType = "static" }).Output);
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

    private static BuildOrder Order => Orders.Of(new ProjectId("prj_1"));

    private string Refused(BuildOrder order, BuildReason reason)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => StaticPreset.Detect(_sources.Path, order));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }
}
