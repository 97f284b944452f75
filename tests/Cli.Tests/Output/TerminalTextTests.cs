using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Output;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain\ttext", "plain\ttext", "plain\ttext")]
    [InlineData("\e[31mred\e[0m", "red", "\e[31mred\e[0m\e[0m")]
    [InlineData("\e[2J\e[Hgone", "gone", "gone")]
    [InlineData("\e]0;title\aafter", "after", "after")]
    [InlineData("\e]52;c;c2VjcmV0\e\\after", "after", "after")]
    [InlineData("\e[?25m\e[>4;2mx", "x", "x")]
    [InlineData("back\b\b\rspace\u009b2J", "backspace2J", "backspace2J")]
    [InlineData("\e", "", "")]
    [InlineData("\ec", "", "")]
    public void Of_what_others_wrote_only_text_and_colours_pass(string text, string plain, string coloured)
    {
        Assert.Equal(plain, TerminalText.Plain(text));
        Assert.Equal(coloured, TerminalText.Coloured(text));
    }

    [Theory]
    [InlineData(true, "", "xterm", true)]
    [InlineData(true, "1", "xterm", false)]
    [InlineData(true, "", "dumb", false)]
    [InlineData(false, "", "xterm", false)]
    public async Task Colours_are_for_terminals_and_for_those_who_want_them(bool terminal, string noColor, string term, bool coloured)
    {
        var run = await CliRun.OfAsync(
            new Invocation { WorkingFolder = Path.GetTempPath(), Terminal = terminal, Variables = { ["NO_COLOR"] = noColor, ["TERM"] = term } },
            "inspect", "x", "--url", "nonsense");

        Assert.Equal(coloured, run.Error.Contains('\e'));
    }
}
