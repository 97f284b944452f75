using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class CancelTests : IAsyncLifetime, IDisposable
{
    private const string Cancel = "POST /api/builds/bld_1/cancel";

    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.Server.On(Cancel, context =>
        {
            _platform.BuildStatus = "canceled";
            return context.JsonAsync(_platform.Build());
        });
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bld_1")]
    [InlineData("shop")]
    public async Task A_build_is_stopped_by_its_id_or_as_the_one_of_its_project_that_goes_on(string given)
    {
        var run = await CliRun.OnAsync(_platform, _folder, "cancel", given);

        Assert.Equal((0, "bld_1" + Environment.NewLine), (run.ExitCode, run.Out));
        Assert.Contains("canceled", run.Error);
        Assert.Single(_platform.Server.RequestsTo(Cancel));
    }

    [Fact]
    public async Task As_json_it_is_the_build()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "cancel", "bld_1", "--json");

        Assert.Equal("canceled", (string?)run.Json["status"]);
    }

    [Fact]
    public async Task Where_nothing_goes_on_there_is_nothing_to_stop()
    {
        _platform.BuildStatus = "success";

        var run = await CliRun.OnAsync(_platform, _folder, "cancel", "shop");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No build of shop", run.Error);
        Assert.Empty(_platform.Server.RequestsTo("POST .*"));
    }

    [Fact]
    public async Task One_that_has_ended_meanwhile_is_a_failure_with_the_servers_words()
    {
        _platform.Server.On(Cancel, context => context.ProblemAsync(409, "Already ended", "Its status is \e]0;owned\asuccess."));

        var run = await CliRun.OnAsync(_platform, _folder, "cancel", "bld_1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Its status is success.", run.Error);
        Assert.DoesNotContain('\e', run.Error);
    }
}
