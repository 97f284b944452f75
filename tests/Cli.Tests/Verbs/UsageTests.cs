using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class UsageTests
{
    private static readonly Invocation Anywhere = new() { WorkingFolder = Path.GetTempPath() };

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("projects")]
    [InlineData("projects", "rm")]
    [InlineData("inspect")]
    [InlineData("ls", "one", "two")]
    [InlineData("ls", "--url")]
    public async Task What_is_not_understood_is_wrong_usage_and_points_to_the_help(params string[] args)
    {
        var run = await CliRun.OfAsync(Anywhere, args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--help", run.Error);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("deploy", "--help")]
    public async Task Help_is_a_result(params string[] args)
    {
        var run = await CliRun.OfAsync(Anywhere, args);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("minivercel", run.Out);
        Assert.Empty(run.Error);
    }
}
