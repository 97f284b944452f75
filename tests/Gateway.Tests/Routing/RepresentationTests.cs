using MiniVercel.Gateway.Routing.Serving;
using MiniVercel.Platform.Artifacts;

namespace MiniVercel.Gateway.Tests.Routing;

/// <summary>Which form of a file a visitor gets, by what it says that it can read.</summary>
public class RepresentationTests
{
    private static readonly ManifestFile Both = new("a.css", new string('0', 64), 100, Executable: false, "text/css")
    {
        Brotli = new Variant(new string('b', 64), 10),
        Gzip = new Variant(new string('9', 64), 20),
    };

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("BR", "br")]
    [InlineData("deflate, zstd", null)]
    [InlineData("gzip;q=1, br;q=0.5", "gzip")]
    [InlineData("gzip;q=0.4, br;q=0.5", "br")]
    [InlineData("gzip ; q=0.5 , br ; Q=0.5", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0.000, gzip;q=0", null)]
    [InlineData("*", "br")]
    [InlineData("*;q=0", null)]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity", null)]
    [InlineData("identity, br", "br")]
    [InlineData("identity;q=1, br;q=0.9", null)]
    [InlineData("identity;q=0", null)]
    [InlineData("identity;q=0, gzip;q=0.1", "gzip")]
    [InlineData("br;q=much, gzip", "gzip")]
    [InlineData("br;x=1", null)]
    [InlineData("br;q=-1", null)]
    [InlineData("brotli, gzipped", null)]
    [InlineData(",,;;,=, ,q=1", null)]
    public void The_best_that_a_visitor_can_read(string? accept, string? encoding)
    {
        var chosen = Representation.Choose(Both, accept);

        Assert.Equal(encoding, chosen.Encoding);
        Assert.Equal(encoding switch { "br" => Both.Brotli!.Content, "gzip" => Both.Gzip!.Content, _ => Both.Content }, chosen.Content);
    }

    [Fact]
    public void Several_lines_of_a_header_are_one_list() =>
        Assert.Equal("gzip", Representation.Choose(Both, new(["br;q=0.1", "gzip;q=0.2"])).Encoding);

    [Fact]
    public void What_there_is_not_is_not_chosen()
    {
        Assert.Equal("gzip", Representation.Choose(Both with { Brotli = null }, "br, gzip").Encoding);
        Assert.Null(Representation.Choose(Both with { Brotli = null, Gzip = null }, "br, gzip").Encoding);
    }
}
