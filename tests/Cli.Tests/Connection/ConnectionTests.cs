using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Connection;

/// <summary>Which server is asked, and with which token.</summary>
public sealed class ConnectionTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync() => _platform = await Platform.StartAsync();

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    private string Url => _platform.Server.Url.AbsoluteUri;

    private string? SentToken => _platform.Server.Requests[^1].Headers.GetValueOrDefault("authorization");

    [Fact]
    public async Task A_server_that_was_started_here_is_found_with_its_admin_token()
    {
        _folder.Write(".data/url", Url + "\n");
        _folder.Write(".data/admin-token", "admin-1\n");

        var run = await RunAsync([], "ls");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Bearer admin-1", SentToken);
    }

    [Theory]
    [InlineData("MINIVERCEL_HOME", "home", "home/.data")]
    [InlineData("MINIVERCEL_DATA", "elsewhere", "elsewhere")]
    public async Task The_data_folder_is_where_the_environment_says(string variable, string value, string data)
    {
        _folder.Write($"{data}/url", Url);

        var run = await RunAsync(new() { [variable] = _folder.At(value) }, "ls");

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task What_is_said_for_this_call_goes_first()
    {
        _folder.Write(".data/url", "http://localhost:1");
        _folder.Write(".data/admin-token", "admin-1");

        await RunAsync(new() { ["MINIVERCEL_URL"] = "http://localhost:1", ["MINIVERCEL_TOKEN"] = "mine" }, "ls", "--url", Url);
        Assert.Equal("Bearer mine", SentToken);

        await RunAsync(new() { ["MINIVERCEL_URL"] = Url, ["MINIVERCEL_TOKEN"] = "mine" }, "ls", "--token", "this-one");
        Assert.Equal("Bearer this-one", SentToken);
    }

    [Theory]
    [InlineData("http://localhost:8080", "admin-1")]
    [InlineData("http://127.0.0.1:8080", "admin-1")]
    [InlineData("http://[::1]:8080", "admin-1")]
    [InlineData("http://192.168.1.7:8080", null)]
    [InlineData("https://localhost.example.com", null)]
    [InlineData("http://127.0.0.1.example.com", null)]
    public void The_admin_token_never_leaves_this_machine(string server, string? token)
    {
        _folder.Write(".data/admin-token", "admin-1");
        var shell = new Shell { In = TextReader.Null, Out = TextWriter.Null, Error = TextWriter.Null, Variable = _ => null, WorkingFolder = _folder.Path };

        Assert.Equal(token, Cli.Connection.AccessToken.Find(null, shell, Cli.Connection.SavedLogins.Of(shell), Cli.Connection.DataFolder.Of(shell, _folder.Path), new Uri(server)));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        await using var stranger = await Platform.StartAsync();
        _platform.Server.On("GET /api/projects", context =>
        {
            context.Response.Redirect(new Uri(stranger.Server.Url, "api/projects").AbsoluteUri);
            return Task.CompletedTask;
        });

        var run = await RunAsync([], "ls", "--url", Url, "--token", "mine");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(stranger.Server.Requests);
    }

    [Theory]
    [InlineData("--url", "localhost:8080")]
    [InlineData("--url", "ftp://example.com")]
    [InlineData("--url", "http://me:secret@example.com")]
    [InlineData("--token", "two words")]
    [InlineData("--cwd", "nowhere")]
    public async Task What_cannot_be_used_is_wrong_usage(string option, string value)
    {
        var run = await RunAsync([], "ls", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Error: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_runs_as_if_started_in_the_folder_that_cwd_names()
    {
        _folder.Write("site/.data/url", Url);

        Assert.Equal(0, (await RunAsync([], "ls", "--cwd", "site")).ExitCode);
    }

    [Fact]
    public async Task Without_a_token_the_refusal_says_how_to_give_one()
    {
        _platform.Server.On("GET /api/projects", context => context.ProblemAsync(401, "Not logged in"));

        var run = await RunAsync([], "ls", "--url", Url);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("MINIVERCEL_TOKEN", run.Error);
        Assert.Null(SentToken);
    }

    private Task<CliRun> RunAsync(Dictionary<string, string> variables, params string[] args) =>
        CliRun.OfAsync(new Invocation { WorkingFolder = _folder.Path, Variables = variables }, args);
}
