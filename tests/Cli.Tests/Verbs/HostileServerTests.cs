using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniVercel.Cli.Tests.Testing;

namespace MiniVercel.Cli.Tests.Verbs;

/// <summary>Whatever names and messages people have given, and whatever a server says: to a terminal it is text, and nothing that it obeys.</summary>
public sealed class HostileServerTests : IAsyncLifetime, IDisposable
{
    private const string Hostile = "x\e[2J\e[31m\e]0;owned\a\eP1$r\e\\\u0085\u009b2J\b\r";

    private readonly TemporaryFolder _folder = new();
    private Platform _platform = null!;

    public async Task InitializeAsync()
    {
        _platform = await Platform.StartAsync();
        _platform.ProjectName = "shop";
        _platform.ActiveDeployment = "dpl_1";
        var server = _platform.Server;
        server.On("GET /api/projects", context => context.JsonAsync(Poisoned(new { items = new[] { _platform.Project() }, next = (string?)null }, but: "name")));
        server.On("GET /api/projects/prj_1", context => context.JsonAsync(Poisoned(_platform.Project(), but: "id")));
        server.On("GET /api/projects/prj_1/builds", context => context.JsonAsync(Poisoned(new { items = new[] { _platform.Build() }, next = (string?)null })));
        server.On("GET /api/builds/bld_1", context => context.JsonAsync(Poisoned(_platform.Build())));
        server.On("GET /api/deployments/dpl_1", context => context.JsonAsync(Poisoned(_platform.Deployment())));
        server.On("GET /api/projects/prj_1.*/env", context => context.JsonAsync(Poisoned(new
        {
            items = new[] { new { id = "env_1", key = "K", value = "v", target = new[] { "preview" }, scope = "both", version = 1, created_at = "2026-01-01T00:00:00Z" } },
            next = (string?)null,
        })));
        server.On("GET /api/tokens", context => context.JsonAsync(Poisoned(new
        {
            items = new[] { new { id = "tok_1", name = "ci", role = "read", created_at = "2026-01-01T00:00:00Z" } },
            next = (string?)null,
        })));
        server.On("GET /api/auth/me", context => context.JsonAsync(Poisoned(new
        {
            id = "usr_1",
            email = "a@b",
            name = "Ada",
            team_id = "team_1",
            role = "owner",
            teams = new[] { new { id = "team_1", name = "Team", role = "owner" } },
        })));
        server.On("GET /api/cluster/keys", context => context.ProblemAsync(422, Hostile, Hostile, new Dictionary<string, string[]> { [Hostile] = [Hostile] }));
        _platform.OnLog((context, _) => context.JsonAsync(Poisoned(new { items = new[] { Answers.Line(1, "text") }, next = (long?)null })));
    }

    public async Task DisposeAsync() => await _platform.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ls")]
    [InlineData("ls", "shop")]
    [InlineData("projects", "ls")]
    [InlineData("inspect", "prj_1")]
    [InlineData("inspect", "bld_1")]
    [InlineData("inspect", "dpl_1")]
    [InlineData("env", "ls", "--project", "shop")]
    [InlineData("tokens", "ls")]
    [InlineData("whoami")]
    [InlineData("logs", "bld_1")]
    [InlineData("secrets", "ls")]
    public async Task Nothing_that_a_terminal_would_obey_comes_out_of_a_verb(params string[] args)
    {
        foreach (var run in new[] { await CliRun.OnAsync(_platform, _folder, args), await CliRun.OnAsync(_platform, _folder, [.. args, "--json"]) })
        {
            var all = run.Out + run.Error;
            Assert.Contains("x", all, StringComparison.Ordinal);
            Assert.True(all.All(c => !char.IsControl(c) || c == '\n'), $"{string.Join(' ', args)}: {JsonSerializer.Serialize(all)}");
        }
    }

    /// <summary>The same, with every text in it made hostile but its times and what the command looks for.</summary>
    private static JsonNode Poisoned(object answer, string but = "id")
    {
        var node = JsonSerializer.SerializeToNode(answer)!;
        Poison(node, but);
        return node;
    }

    private static void Poison(JsonNode? node, string but)
    {
        if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (list[i] is JsonValue text && text.TryGetValue<string>(out var said))
                    list[i] = said + Hostile;
                else
                    Poison(list[i], but);
            }
        }

        if (node is not JsonObject thing)
            return;
        foreach (var (name, value) in thing.ToList())
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var said))
            {
                if (name != but && name != "id" && !DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, out _))
                    thing[name] = said + Hostile;
            }
            else
            {
                Poison(value, but);
            }
        }
    }
}
