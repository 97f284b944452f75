using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniVercel.Testing.Machine;
using MiniVercel.Testing.Silos;

namespace MiniVercel.EndToEnd;

/// <summary>Somebody makes an account, lets their command line in by a code, and is who they are there.</summary>
public partial class LoggingIn
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_code_that_is_let_in_elsewhere_logs_the_command_line_in()
    {
        var (data, config) = (TemporaryFolder.Create("up"), TemporaryFolder.Create("config"));
        var minivercel = new Launcher(data, new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = config });
        await minivercel.WhileUp(async address =>
        {
            using var ada = await SignUp(address, "ada@example.test");
            Assert.Equal((0, "admin\n"), await Said(minivercel.Run("whoami")));

            using var login = minivercel.Start("login");
            var code = await Code(login.StandardError);
            (await ada.Post("/api/auth/device/approve", new { user_code = code })).Expect(HttpStatusCode.NoContent);
            var said = await login.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
            await login.WaitForExitAsync();

            Assert.Equal((0, "ada@example.test\n"), (login.ExitCode, said));
            Assert.Equal((0, "ada@example.test\n"), await Said(minivercel.Run("whoami")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(config, "minivercel", "logins.json")));
            await ATokenIsMadeAndEnded(minivercel);

            Assert.Equal(0, (await minivercel.Run("logout")).ExitCode);
            Assert.Equal((0, "admin\n"), await Said(minivercel.Run("whoami")));
        });
        Directory.Delete(config, recursive: true);
    }

    private static async Task ATokenIsMadeAndEnded(Launcher minivercel)
    {
        var made = JsonNode.Parse((await minivercel.Run("tokens", "add", "ci", "--role", "read", "--days", "7", "--json")).Output)!;
        var token = made["token"]!.GetValue<string>();
        Assert.Equal((0, "ada@example.test\n"), await Said(minivercel.Run("whoami", "--token", token)));
        Assert.Equal(3, (await minivercel.Run("projects", "add", "not-mine", "--token", token)).ExitCode);
        Assert.Contains("ci", (await minivercel.Run("tokens", "ls")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await minivercel.Run("tokens", "rm", made["id"]!.GetValue<string>())).ExitCode);
        Assert.Equal(3, (await minivercel.Run("whoami", "--token", token)).ExitCode);
        Assert.Equal(3, (await minivercel.RunWith(token, "login", "--with-token")).ExitCode);
    }

    /// <summary>The first one is the administrator; this one is not.</summary>
    private static async Task<ApiDriver> SignUp(Uri address, string email)
    {
        using var http = new HttpClient { BaseAddress = address };
        foreach (var one in new[] { "first@example.test", email })
        {
            using var answer = await http.PostAsJsonAsync("/api/auth/signup", new { email = one, password = Password });
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            if (one == email)
                return new ApiDriver(address, (await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>());
        }

        throw new InvalidOperationException("Nobody has signed up.");
    }

    private static async Task<string> Code(StreamReader errors)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await errors.ReadLineAsync(limit.Token) is { } line)
        {
            if (CodeToLetIn().Match(line) is { Success: true } match)
                return match.Groups["code"].Value;
        }

        throw new InvalidOperationException("No code was shown.");
    }

    private static async Task<(int, string)> Said(Task<Outcome> running) => await running is var outcome ? (outcome.ExitCode, outcome.Output) : default;

    [GeneratedRegex("the code (?<code>[A-Z]{4}-[A-Z]{4}) in")]
    private static partial Regex CodeToLetIn();
}
