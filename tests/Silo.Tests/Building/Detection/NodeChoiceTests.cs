using MiniVercel.Builds;
using MiniVercel.Silo.Building;
using MiniVercel.Silo.Building.Detection;

namespace MiniVercel.Silo.Tests.Building.Detection;

public sealed class NodeChoiceTests : IDisposable
{
    private static readonly SemVersion[] Available = [.. new[]
    {
        "14.21.3", "16.0.0", "16.20.1", "16.20.2", "17.9.1", "18.17.0", "18.20.8", "19.8.1", "20.11.1", "20.20.1", "20.20.2", "21.7.3", "22.12.0",
        "22.23.3", "23.11.1", "24.0.0", "24.21.0", "25.9.0", "26.10.0",
    }.Select(v => SemVersion.TryParse(v)!.Value)];

    private readonly SourceFolder _sources = new();

    public void Dispose() => _sources.Dispose();

    /// <summary>What the sources have; then the version and the sentence for the log.</summary>
    public static TheoryData<string, string, string> Wishes => new()
    {
        { "", "24.21.0", "Node 24.21.0: the sources ask for no other. An engines.node in package.json would." },
        { "engines=>=18", "24.21.0", "Node 24.21.0, by engines.node of package.json ('>=18')." },
        { "engines=16", "16.20.2", "Node 16.20.2, by engines.node of package.json ('16')." },
        { "engines=18.x", "18.20.8", "Node 18.20.8, by engines.node of package.json ('18.x')." },
        { "engines=^20.11.0", "20.20.2", "Node 20.20.2, by engines.node of package.json ('^20.11.0')." },
        { "engines=>=16 <20", "18.20.8", "Node 18.20.8, by engines.node of package.json ('>=16 <20')." },
        { "engines=19", "19.8.1", "Node 19.8.1, by engines.node of package.json ('19')." },
        { "engines=18 || 20", "20.20.2", "Node 20.20.2, by engines.node of package.json ('18 || 20')." },
        { "engines=>=4", "24.21.0", "Node 24.21.0, by engines.node of package.json ('>=4')." },
        { "engines=*", "24.21.0", "Node 24.21.0, by engines.node of package.json ('*')." },
        { ".nvmrc=18", "18.20.8", "Node 18.20.8, by .nvmrc ('18')." },
        { ".nvmrc=v20.11.1\n", "20.11.1", "Node 20.11.1, by .nvmrc ('v20.11.1')." },
        { ".nvmrc=\n# ours\n\n 22 # for now\n", "22.23.3", "Node 22.23.3, by .nvmrc ('22')." },
        { ".nvmrc=\uFEFF22\r\n", "22.23.3", "Node 22.23.3, by .nvmrc ('22')." },
        { ".nvmrc=lts/*", "24.21.0", "Node 24.21.0, by .nvmrc ('lts/*')." },
        { ".nvmrc=lts/gallium", "16.20.2", "Node 16.20.2, by .nvmrc ('lts/gallium')." },
        { ".nvmrc=lts/Hydrogen", "18.20.8", "Node 18.20.8, by .nvmrc ('lts/Hydrogen')." },
        { ".nvmrc=lts/iron", "20.20.2", "Node 20.20.2, by .nvmrc ('lts/iron')." },
        { ".nvmrc=lts/jod", "22.23.3", "Node 22.23.3, by .nvmrc ('lts/jod')." },
        { ".nvmrc=lts/krypton", "24.21.0", "Node 24.21.0, by .nvmrc ('lts/krypton')." },
        { ".nvmrc=lts/-1", "22.23.3", "Node 22.23.3, by .nvmrc ('lts/-1')." },
        { ".nvmrc=node", "24.21.0", "Node 24.21.0, by .nvmrc ('node')." },
        { ".nvmrc=\n# nothing\n", "24.21.0", "Node 24.21.0: the sources ask for no other. An engines.node in package.json would." },
        { ".node-version=20", "20.20.2", "Node 20.20.2, by .node-version ('20')." },
        { "volta=18.17.0", "18.17.0", "Node 18.17.0, by volta.node of package.json ('18.17.0')." },
        { "engines=>=18;.nvmrc=20", "20.20.2", "Node 20.20.2, by engines.node of package.json ('>=18')." },
        { "engines=22;.nvmrc=18", "22.23.3", "Node 22.23.3, by engines.node of package.json ('22'). .nvmrc asks for '18', which does not go with that." },
        { ".nvmrc=18;.node-version=20;volta=18.17.0", "18.17.0", "Node 18.17.0, by .nvmrc ('18'). .node-version asks for '20', which does not go with that." },
        { ".nvmrc=18.18.2", "18.20.8", "Node 18.20.8: .nvmrc asks for '18.18.2', which is not to be had; this is the nearest of its kind." },
        { ".nvmrc=20.20.9", "20.20.2", "Node 20.20.2: .nvmrc asks for '20.20.9', which is not to be had; this is the nearest of its kind." },
        { ".nvmrc=16.1.0", "16.20.1", "Node 16.20.1: .nvmrc asks for '16.1.0', which is not to be had; this is the nearest of its kind." },
    };

    [Theory]
    [MemberData(nameof(Wishes))]
    public void The_newest_that_the_sources_allow_is_chosen(string sources, string version, string sentence)
    {
        var choice = Choose(sources, Available);

        Assert.Equal((version, sentence), (choice.Version.ToString(), choice.Sentence));
    }

    [Theory]
    [InlineData("engines=14", "14")]
    [InlineData("engines=>=25", ">=25")]
    [InlineData("engines=<16", "<16")]
    [InlineData("engines=^18.99.0", "^18.99.0")]
    [InlineData(".nvmrc=14.21.3", "14.21.3")]
    [InlineData(".nvmrc=26", "26")]
    [InlineData("engines=>20 <19", ">20 <19")]
    public void What_there_is_not_is_refused_with_what_there_is(string sources, string wish)
    {
        var refused = Refused(sources, Available, BuildReason.NodeUnavailable);

        Assert.Contains($"'{wish}'", refused, StringComparison.Ordinal);
        Assert.EndsWith("this server has Node 16 to 24. Ask for one of them.", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_Node_at_all_that_is_said() =>
        Assert.Contains("cannot be reached", Refused("", [], BuildReason.NodeUnavailable), StringComparison.Ordinal);

    [Theory]
    [InlineData(".nvmrc=eighteen", ".nvmrc, line 1: 'eighteen' is not a version of Node, such as 22 or 20.11.1.")]
    [InlineData(".nvmrc=\n\nlts/unknown", ".nvmrc, line 3: 'lts/unknown' is not a version of Node, such as 22 or 20.11.1.")]
    [InlineData(".nvmrc=lts/-12", ".nvmrc, line 1: 'lts/-12' is not a version of Node, such as 22 or 20.11.1.")]
    [InlineData(".node-version=18 or 20", ".node-version, line 1: '18 or 20' is not a version of Node, such as 22 or 20.11.1.")]
    [InlineData("engines=node 18", "package.json, line 1, engines.node: 'node 18' is not a range of versions, such as \">=20\" or \"22.x\".")]
    [InlineData("volta=latest", "package.json, line 1, volta.node: 'latest' is not a version of Node.")]
    public void What_is_no_version_is_refused_where_it_stands(string sources, string sentence) =>
        Assert.Equal(sentence, Refused(sources, Available, BuildReason.ConfigInvalid));

    [Fact]
    public void A_version_file_of_any_size_is_not_read() =>
        Assert.Contains("larger than 1.0 kB", Refused(".nvmrc=" + new string('#', 1_001), Available, BuildReason.ConfigInvalid), StringComparison.Ordinal);

    [Fact]
    public void A_version_file_at_the_top_counts_for_what_lies_below()
    {
        _sources.With(".nvmrc", "18").With("apps/web/index.js");
        var root = SourceTree.At(_sources.Path).Folder("apps/web")!;

        Assert.Equal("18.20.8", NodeChoice.Of(NodeWish.In(root, null), Available).Version.ToString());
    }

    private string Refused(string sources, SemVersion[] available, BuildReason reason)
    {
        var refused = Assert.Throws<BuildStepFailedException>(() => Choose(sources, available));
        Assert.Equal(reason, refused.Reason);
        return refused.Message;
    }

    private NodeChoice Choose(string sources, SemVersion[] available)
    {
        var fields = new List<string>();
        foreach (var given in sources.Split(';').Where(s => s.Contains('=', StringComparison.Ordinal)).Select(s => s.Split('=', 2)))
        {
            if (given[0] is "engines" or "volta")
                fields.Add($$""" "{{given[0]}}": {"node": "{{given[1]}}"} """);
            else
                _sources.With(given[0], given[1]);
        }

        _sources.With("package.json", $"{{ {string.Join(',', fields)} }}");
        var root = SourceTree.At(_sources.Path);
        return NodeChoice.Of(NodeWish.In(root, PackageJson.Read(root)), available);
    }
}
