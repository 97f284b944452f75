using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class DomainsTests : IAsyncLifetime, IDisposable
{
    private const string Domains = "/api/projects/prj_1/domains";

    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;
    private bool _isVerified;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.Server.On($"GET {Domains}", context => context.JsonAsync(new { items = (object[])[Domain()], next = (string?)null }));
        _platform.Server.On($"POST {Domains}", context => context.JsonAsync(Domain(), 201));
        _platform.Server.On($"POST {Domains}/www.example.com/verify", context => context.JsonAsync(Domain()));
        _platform.Server.On($"DELETE {Domains}/www.example.com", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Domains_are_listed_with_what_is_wrong_with_them()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "domains", "ls", "--project", "shop");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["www.example.com", "no", "no", "0s", "There", "is", "no", "TXT", "record."],
            run.Out.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain('\e', run.Out);

        var json = await CliRun.OnAsync(_platform, _folder, "domains", "ls", "--project", "shop", "--json");
        Assert.Equal("TXT", (string?)json.Json[0]!["records"]![0]!["type"]);
    }

    [Fact]
    public async Task One_that_is_added_says_what_to_set_and_prints_its_address()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "domains", "add", "www.example.com", "--project", "shop");

        Assert.Equal((0, "http://www.example.com" + Environment.NewLine), (run.ExitCode, run.Out));
        Assert.Contains("Set in the DNS: _minivercel.www.example.com TXT token-1", run.Error);
        Assert.DoesNotContain("CNAME", run.Error); // is set already
        Assert.Equal("""{"name":"www.example.com"}""", _platform.Server.RequestsTo($"POST {Domains}").Single().Json.ToJsonString());
    }

    [Fact]
    public async Task One_that_another_has_is_a_failure()
    {
        _platform.Server.On($"POST {Domains}", context => context.ProblemAsync(409, "Domain taken", "Another project has verified it."));

        var run = await CliRun.OnAsync(_platform, _folder, "domains", "add", "www.example.com", "--project", "shop");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Another project has verified it.", run.Error);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task A_look_says_whether_it_is_verified(bool isVerified, int exitCode)
    {
        _isVerified = isVerified;

        var run = await CliRun.OnAsync(_platform, _folder, "domains", "verify", "www.example.com", "--project", "shop");

        Assert.Equal((exitCode, isVerified ? "http://www.example.com" + Environment.NewLine : ""), (run.ExitCode, run.Out));
        Assert.Equal(!isVerified, run.Error.Contains("is not verified: There is no TXT record.", StringComparison.Ordinal));
        var json = await CliRun.OnAsync(_platform, _folder, "domains", "verify", "www.example.com", "--project", "shop", "--json");
        Assert.Equal((exitCode, isVerified), (json.ExitCode, (bool)json.Json["is_verified"]!));
    }

    [Theory]
    [InlineData(null, false, 2, 0)]
    [InlineData(null, true, 0, 1)]
    [InlineData("n", false, 1, 0)]
    [InlineData("yes", false, 0, 1)]
    public async Task One_is_removed_only_by_a_yes(string? typed, bool option, int exitCode, int deletions)
    {
        string[] args = ["domains", "rm", "www.example.com", "--project", "shop", .. option ? ["--yes"] : Array.Empty<string>()];

        var run = typed is null ? await CliRun.OnAsync(_platform, _folder, args) : await CliRun.TypedAsync(_platform, _folder, typed, args);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(deletions, _platform.Server.RequestsTo("DELETE .*").Count());
    }

    private object Domain() => new
    {
        name = "www.example.com",
        project_id = "prj_1",
        is_verified = _isVerified,
        is_pointing_here = false,
        records = new object[]
        {
            new { type = "TXT", name = "_minivercel.www.example.com", value = "token-1", is_found = _isVerified },
            new { type = "CNAME", name = "www.example.com", value = "example.net", is_found = true },
        },
        problem = _isVerified ? null : "There is \e[1mno TXT record.",
        url = "http://www.example.com",
        created_at = "2026-01-01T00:00:00Z",
    };
}
