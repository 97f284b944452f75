using MiniVercel.Cli.Variables;

namespace MiniVercel.Cli.Tests.Variables;

public class EnvBlockTests
{
    [Theory]
    [InlineData("A=b", "A", "b")]
    [InlineData("  A = b  ", "A", "b")]
    [InlineData("export A=b", "A", "b")]
    [InlineData("export=b", "export", "b")]
    [InlineData("A=", "A", "")]
    [InlineData("A=b=c==", "A", "b=c==")]
    [InlineData("A=b # comment", "A", "b")]
    [InlineData("A=b#c", "A", "b#c")]
    [InlineData("A=#c", "A", "")]
    [InlineData("A=http://x.y/#z", "A", "http://x.y/#z")]
    [InlineData("A='b # c'", "A", "b # c")]
    [InlineData("A='b\\n$C'", "A", "b\\n$C")]
    [InlineData("A=\"b\\nc\\t\\\"\\\\\\$\"  # comment", "A", "b\nc\t\"\\$")]
    [InlineData("A=\"\\d\"", "A", "\\d")]
    [InlineData("A=`it's \"b\"`", "A", "it's \"b\"")]
    [InlineData("A=\"one\ntwo\n\"", "A", "one\ntwo\n")]
    [InlineData("\uFEFF# comment\r\n\r\nA=b\r\n", "A", "b")]
    [InlineData("A=$HOME", "A", "$HOME")]
    public void A_line_is_read_as_people_mean_it(string block, string key, string value) =>
        Assert.Equal([KeyValuePair.Create(key, value)], EnvBlock.Parse(block));

    [Fact]
    public void Lines_keep_their_order_and_of_a_key_the_last_counts() => Assert.Equal(
        [KeyValuePair.Create("B", "2"), KeyValuePair.Create("A", "3")],
        EnvBlock.Parse("A=1\n# between\nB=2\n\n   \nA=3"));

    [Theory]
    [InlineData("")]
    [InlineData("\n# only a comment\n")]
    public void A_block_without_variables_has_none(string block) => Assert.Empty(EnvBlock.Parse(block));

    [Theory]
    [InlineData("A=1\nsecret-words", 2)]
    [InlineData("A=1\n\n1A=secret", 3)]
    [InlineData("A-B=secret", 1)]
    [InlineData("=secret", 1)]
    [InlineData("A=\"x\ny\"\nB='secret", 3)]
    [InlineData("A='secret' secret", 1)]
    [InlineData("export A B=secret", 1)]
    public void What_is_no_variable_is_told_by_its_line_and_not_shown(string block, int line)
    {
        var refusal = Assert.Throws<UsageException>(() => EnvBlock.Parse(block));

        Assert.StartsWith($"Line {line} ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain-value_1.0")]
    [InlineData("two words")]
    [InlineData("it's")]
    [InlineData("\"quoted\" \\ $HOME `id` #")]
    [InlineData("it's \"both\" \\n \\ $X")]
    [InlineData("-----BEGIN-----\nabc\n-----END-----\n")]
    [InlineData("win\r\nlines")]
    [InlineData("  padded\t")]
    [InlineData("ümläut 漢")]
    public void What_is_written_is_read_back(string value)
    {
        KeyValuePair<string, string>[] variables = [KeyValuePair.Create("A", value), KeyValuePair.Create("B", "after")];

        Assert.Equal(variables, EnvBlock.Parse(EnvBlock.Format(variables)));
    }
}
