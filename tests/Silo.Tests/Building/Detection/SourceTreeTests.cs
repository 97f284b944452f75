using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

public sealed class SourceTreeTests : IDisposable
{
    private readonly SourceFolder _outside = new();
    private readonly SourceFolder _sources = new();

    public void Dispose()
    {
        _sources.Dispose();
        _outside.Dispose();
    }

    private SourceTree Tree => SourceTree.At(_sources.Path);

    [Theory]
    [InlineData("link.json", "real.json")]
    [InlineData("link.json", "./a/../real.json")]
    [InlineData("a/link.json", "../real.json")]
    [InlineData("a/link.json", "../b/real.json")]
    public void A_link_inside_the_sources_is_followed(string link, string target)
    {
        _sources.With("real.json", "{}").With("a/x").With("b/real.json", "{}");
        File.CreateSymbolicLink(_sources.At(link), target);

        Assert.Equal("{}"u8.ToArray(), Tree.Read(link, 100));
    }

    [Fact]
    public void A_link_by_its_full_path_inside_the_sources_is_followed()
    {
        _sources.With("a/b/real.json", "{}");
        Directory.CreateSymbolicLink(_sources.At("link"), _sources.At("a"));

        Assert.Equal("{}"u8.ToArray(), Tree.Read("link/b/real.json", 100));
        Assert.Equal(_sources.At("a/b"), Tree.Folder("link/b")!.Path);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc")]
    [InlineData("/proc/self/environ")]
    [InlineData("../..")]
    [InlineData("a/../../x")]
    [InlineData("OUTSIDE/secret")]
    public void A_link_out_of_the_sources_is_refused_whatever_it_is_looked_at_for(string target)
    {
        _outside.With("secret", "key");
        _sources.With("a/x");
        File.CreateSymbolicLink(_sources.At("link"), target.Replace("OUTSIDE", _outside.Path, StringComparison.Ordinal));

        foreach (Func<object?> look in new Func<object?>[]
        {
            () => Tree.Read("link", 1_000), () => Tree.Beginning("link", 10), () => Tree.HasFile("link"), () => Tree.Folder("link"),
        })
        {
            var refused = Assert.Throws<BuildStepFailedException>(look);
            Assert.Equal(
                (BuildReason.ConfigInvalid, "'link' leads out of the sources by a symbolic link; only what lies in them is used."), (refused.Reason, refused.Message));
        }
    }

    [Fact]
    public void A_link_to_a_neighbour_whose_name_only_begins_alike_leads_out()
    {
        var neighbour = _sources.Path + "-other";
        Directory.CreateDirectory(neighbour);
        try
        {
            File.CreateSymbolicLink(_sources.At("link"), neighbour);
            Assert.Throws<BuildStepFailedException>(() => Tree.Folder("link"));
        }
        finally
        {
            Directory.Delete(neighbour);
        }
    }

    [Fact]
    public void Links_that_lead_in_circles_lead_nowhere()
    {
        File.CreateSymbolicLink(_sources.At("one"), "other");
        File.CreateSymbolicLink(_sources.At("other"), "one");
        Directory.CreateSymbolicLink(_sources.At("self"), ".");

        Assert.Null(Tree.Read("one", 100));
        Assert.Null(Tree.Folder(string.Join('/', Enumerable.Repeat("self", 30))));
    }

    [Theory]
    [InlineData("package.json", "/etc/passwd")]
    [InlineData("vercel.json", "/etc/passwd")]
    [InlineData("yarn.lock", "/etc/passwd")]
    [InlineData("next.config.js", "/etc/passwd")]
    [InlineData("_config.yml", "/etc/passwd")]
    [InlineData("public", "/etc")]
    public void Nothing_that_detection_looks_at_may_lie_elsewhere(string name, string target)
    {
        if (name != "package.json" && name != "public" && name != "_config.yml")
            _sources.With("package.json", """{"dependencies": {"next": "16"}}""");
        File.CreateSymbolicLink(_sources.At(name), target);

        var refused = Assert.Throws<BuildStepFailedException>(
            () => BuildOutput.Find(Detector.Detect(_sources.Path, Orders.Of(new ProjectId("prj_1")))));

        Assert.StartsWith($"'{name}' leads out of the sources", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_root_directory_may_not_lie_elsewhere()
    {
        Directory.CreateSymbolicLink(_sources.At("web"), _outside.Path);

        Assert.Throws<BuildStepFailedException>(
            () => Detector.Detect(_sources.Path, Orders.Of(new ProjectId("prj_1")) with { RootDirectory = "web" }));
    }

    [Fact]
    public void What_is_not_there_and_what_is_something_else_is_nothing()
    {
        _sources.With("a/x", "text");

        Assert.Null(Tree.Read("a", 100));
        Assert.Null(Tree.Read("none/x", 100));
        Assert.Null(Tree.Read("a/x/y", 100));
        Assert.Null(Tree.Folder("a/x"));
        Assert.False(Tree.HasFile("a"));
        Assert.Equal("te", Tree.Beginning("a/x", 2));
        Assert.Equal(["a", ""], Tree.Folder("a")!.Upwards().Select(f => f.Place));
    }
}
