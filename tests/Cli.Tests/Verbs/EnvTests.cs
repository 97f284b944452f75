using System.Text.Json;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

public sealed class EnvTests : IAsyncLifetime, IDisposable
{
    private const string Mask = "••••••••";
    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.Server.On("GET /api/projects/prj_1/env", context =>
        {
            var isRevealed = context.Request.Query["reveal"] == "true";
            return context.JsonAsync(new
            {
                items = (object[])
                [
                    Variable("TOKEN", isRevealed ? "it's $ecret" : Mask, "production", "preview"),
                    Variable("ONLY_LIVE", isRevealed ? "live" : Mask, "production"),
                    Variable("API", isRevealed ? "http://api" : Mask, "preview"),
                ],
                next = (string?)null,
            });
        });
        _platform.Server.On("POST /api/projects/prj_1/env", context =>
        {
            var keys = _platform.Server.RequestsTo("POST /api/projects/prj_1/env").Last().Json["variables"]!.AsArray().Select(v => (string)v!["key"]!);
            return context.JsonAsync(new { items = keys.Select(k => Variable(k, Mask, "preview")), next = (string?)null }, 201);
        });
        _platform.Server.On("DELETE /api/projects/prj_1/env/.*", context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_list_has_names_and_masks()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "env", "ls");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches("(?s)API.*ONLY_LIVE.*TOKEN", run.Out);
        Assert.Contains(Mask, run.Out);
        Assert.DoesNotContain("ecret", run.Out);
    }

    [Theory]
    [InlineData("typed in", true, "typed in")]
    [InlineData("piped\n", false, "piped")]
    [InlineData("two\nlines\n", false, "two\nlines")]
    public async Task A_value_is_asked_for_or_read_from_the_input(string input, bool terminal, string value)
    {
        var run = await Run(input, terminal, "env", "add", "TOKEN", "--target", "production", "--scope", "build");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            $$"""{"variables":[{"key":"TOKEN","value":{{JsonSerializer.Serialize(value)}},"target":["production"],"scope":"build"}],"replace":false}""", Sent());
        Assert.DoesNotContain(value, run.Out + run.Error);
    }

    [Fact]
    public async Task A_block_is_added_from_a_file_or_the_input_in_one_call()
    {
        _folder.Write(".env", "# mine\nA=1\nB=\"two\nlines\"\n");

        Assert.Equal(0, (await CliRun.OnAsync(_platform, _folder, "env", "add", "--file", ".env", "--force")).ExitCode);
        Assert.Equal("""{"variables":[{"key":"A","value":"1"},{"key":"B","value":"two\nlines"}],"replace":true}""", Sent());

        Assert.Equal(0, (await Run("C=3", false, "env", "add", "--file", "-", "--project", "shop")).ExitCode);
        Assert.Equal("""{"variables":[{"key":"C","value":"3"}],"replace":false}""", Sent());

        Assert.Equal(0, (await CliRun.OnAsync(_platform, _folder, "env", "add", "D=a=b")).ExitCode);
        Assert.Equal("""{"variables":[{"key":"D","value":"a=b"}],"replace":false}""", Sent());
    }

    [Theory]
    [InlineData("env")]
    [InlineData("env", "add")]
    [InlineData("env", "add", "A=1", "--file", ".env")]
    [InlineData("env", "add", "--file", "none")]
    [InlineData("env", "add", "--file", "empty")]
    [InlineData("env", "add", "--file", "wrong")]
    [InlineData("env", "rm", "A")]
    [InlineData("env", "pull", "--target", "elsewhere")]
    public async Task What_cannot_be_meant_is_wrong_usage_and_changes_nothing(params string[] args)
    {
        _folder.Write("empty", "# nothing\n");
        _folder.Write("wrong", "A=1\nno variable\n");

        Assert.Equal(2, (await CliRun.OnAsync(_platform, _folder, args)).ExitCode);
        Assert.DoesNotContain(_platform.Server.Requests, r => r.Method != "GET");
    }

    [Fact]
    public async Task A_variable_is_removed_only_by_a_yes()
    {
        Assert.Equal(1, (await Run("n", true, "env", "rm", "TOKEN")).ExitCode);
        Assert.Empty(_platform.Server.RequestsTo("DELETE .*"));

        Assert.Equal(0, (await CliRun.OnAsync(_platform, _folder, "env", "rm", "TOKEN", "--target", "preview", "--yes")).ExitCode);
        Assert.Equal("?target=preview", Assert.Single(_platform.Server.RequestsTo("DELETE /api/projects/prj_1/env/TOKEN")).Query);
    }

    [Fact]
    public async Task Values_are_fetched_into_a_file_that_only_its_owner_reads()
    {
        var run = await CliRun.OnAsync(_platform, _folder, "env", "pull");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("API=http://api\nTOKEN=\"it's $ecret\"\n", await File.ReadAllTextAsync(_folder.At(".env.local")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At(".env.local")));
        Assert.DoesNotContain("ecret", run.Out + run.Error);

        Assert.Equal(1, (await CliRun.OnAsync(_platform, _folder, "env", "pull", "--target", "production")).ExitCode);
        Assert.Equal(0, (await CliRun.OnAsync(_platform, _folder, "env", "pull", "--target", "production", "--yes")).ExitCode);
        Assert.Equal("ONLY_LIVE=live\nTOKEN=\"it's $ecret\"\n", await File.ReadAllTextAsync(_folder.At(".env.local")));
        Assert.Equal("API=http://api\nTOKEN=\"it's $ecret\"\n", (await CliRun.OnAsync(_platform, _folder, "env", "pull", "-")).Out);
    }

    [Fact]
    public async Task A_rotation_goes_on_until_nothing_is_left()
    {
        var left = 250;
        _platform.Server.On("POST /api/cluster/keys/rotate", context =>
        {
            left -= 100;
            return context.JsonAsync(new { key_id = "abc", resealed = left < 0 ? 50 : 100, unreadable = 0, remaining = Math.Max(0, left) });
        });

        var run = await CliRun.OnAsync(_platform, _folder, "secrets", "rotate");

        Assert.Equal((0, "abc" + Environment.NewLine), (run.ExitCode, run.Out));
        Assert.Equal(3, _platform.Server.RequestsTo("POST /api/cluster/keys/rotate").Count());
    }

    [Fact]
    public async Task A_rotation_that_leaves_something_behind_has_failed()
    {
        _platform.Server.On("POST /api/cluster/keys/rotate", context => context.JsonAsync(new { key_id = "abc", resealed = 3, unreadable = 2, remaining = 2 }));

        var run = await CliRun.OnAsync(_platform, _folder, "secrets", "rotate");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("2 secrets could not be read", run.Error);
    }

    private Task<CliRun> Run(string input, bool terminal, params string[] args) => CliRun.OfAsync(
        new Invocation
        {
            WorkingFolder = _folder.Path,
            Typed = terminal ? input : null,
            Piped = terminal ? null : input,
            Variables = { ["MINIVERCEL_URL"] = _platform.Server.Url.AbsoluteUri },
        },
        args);

    private string Sent() => _platform.Server.RequestsTo("POST /api/projects/prj_1/env").Last().Json.ToJsonString(new JsonSerializerOptions
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static object Variable(string key, string value, params string[] target) => new
    {
        id = $"env_{key}",
        key,
        value,
        target,
        scope = "both",
        version = 1,
        created_at = "2026-01-01T00:00:00Z",
        updated_at = "2026-01-01T00:00:00Z",
    };
}
