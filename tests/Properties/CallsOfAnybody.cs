using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MiniVercel.Properties.Generators;
using MiniVercel.Testing.Http;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Properties;

/// <summary>
/// Makes calls as anybody might, on things that are there. Whoever is not known is refused, and nothing has changed; whoever is known is
/// answered, whatever they send, and never asked who they are.
/// </summary>
internal sealed partial class CallsOfAnybody
{
    private const string Password = "correct horse battery";

    /// <summary>How one is let in, what says by itself who sends it, and what everybody may know.</summary>
    private static readonly string[] s_open =
    [
        "/api/auth/options", "/api/auth/signup", "/api/auth/login", "/api/auth/refresh", "/api/auth/logout", "/api/auth/device", "/api/auth/device/token",
        "/api/auth/github", "/api/auth/github/callback", "/api/hooks/{token}", "/api/webhooks/github", "/api/health/{project}", "/api/openapi.json",
    ];

    private readonly TestSilo _silo;
    private readonly IReadOnlyList<(string Method, string Pattern)> _calls;
    private readonly Dictionary<string, string> _ids = [];
    private readonly Dictionary<Papers, string> _papers = [];

    private CallsOfAnybody(TestSilo silo)
    {
        _silo = silo;
        _calls =
        [
            .. from endpoint in silo.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
               where pattern.StartsWith("/api/", StringComparison.Ordinal) && !s_open.Contains(pattern)
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
               select (method, pattern),
        ];
    }

    public static async Task<CallsOfAnybody> On(TestSilo silo)
    {
        var calls = new CallsOfAnybody(silo);
        await calls.Prepare();
        return calls;
    }

    public async Task<IReadOnlyList<string>> Play(GeneratedCall call)
    {
        var (method, pattern) = _calls[call.Operation % _calls.Count];
        var isKnown = call.Papers is Papers.Token or Papers.Login;
        // Who may do everything must leave what the next ones are made on.
        var path = Parameter().Replace(pattern, match => $"{match.Groups["thing"].Value}/{(isKnown && method != "GET" ? "of-nobody" : _ids.GetValueOrDefault(match.Groups["thing"].Value, "any"))}");
        var request = new RawRequest("localhost", path)
        {
            Method = method,
            KeepAlive = false,
            Headers = call.Papers == Papers.None ? [] : [new("authorization", call.Papers == Papers.Nonsense ? call.Nonsense : $"Bearer {_papers[call.Papers]}")],
            Body = call.Body is null || method == "GET" ? null : Encoding.UTF8.GetBytes(call.Body),
        };
        var before = isKnown ? "" : await WholeDatabase.Digest(_silo.ConnectionString);

        await PropertyBrokenException.Guard(24, async () =>
        {
            var answer = await RawHttp.Send(_silo.Endpoint, request);
            Assert.NotNull(answer.Header("x-request-id"));
            if (isKnown)
            {
                Assert.False(answer.Status is 401 or >= 500, $"{method} {path} was answered {answer.Status}: {answer.Text}");
                return;
            }

            Assert.True(answer.Status == 401, $"{method} {path} with {call.Papers} was answered {answer.Status}: {answer.Text}");
            Assert.Equal("Bearer", answer.Header("www-authenticate"));
            Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
        });
        return [$"{call.Papers}", method is "GET" or "HEAD" ? "a call that reads" : "a call that changes"];
    }

    private async Task Prepare()
    {
        var project = await _silo.Api.CreateProject("called");
        var build = await _silo.Api.Build(project, new Dictionary<string, string> { ["index.html"] = "called" });
        var deployment = (await _silo.Api.Activate(project, build.Text("id"))).Expect(HttpStatusCode.OK);
        (await _silo.Api.Post($"/api/projects/{project}/env", new { key = "KEY", value = "theirs" })).Expect(HttpStatusCode.Created);
        (_ids["projects"], _ids["builds"], _ids["deployments"], _ids["artifacts"]) = (project, build.Text("id"), deployment.Text("id"), build.Text("artifact_id"));
        (_ids["env"], _ids["teams"], _ids["resolve"]) = ("KEY", "team_default", "called.localhost");

        var (kept, ended, expired) = (await NewToken("kept"), await NewToken("ended"), await NewToken("expired"));
        (_papers[Papers.Token], _papers[Papers.EndedToken], _papers[Papers.ExpiredToken]) = (kept.Text("token"), ended.Text("token"), expired.Text("token"));
        (await _silo.Api.Delete($"/api/tokens/{ended.Text("id")}")).Expect(HttpStatusCode.NoContent);
        await using var connection = new NpgsqlConnection(_silo.ConnectionString);
        await connection.ExecuteAsync("update api_tokens set expires_at = clock_timestamp() - interval '1 second' where id = @id", new { id = expired.Text("id") });

        _papers[Papers.Login] = await LogIn("first@example.test");
        _papers[Papers.EndedLogin] = await LogIn("second@example.test");
        using var leaving = new ApiDriver(new Uri($"http://localhost:{_silo.Endpoint.Port}"), _papers[Papers.EndedLogin]);
        Assert.True((int)(await leaving.Post("/api/auth/logout")).Status < 300);
        var parts = _papers[Papers.Login].Split('.');
        _papers[Papers.ForgedLogin] = $"{parts[0]}.{_papers[Papers.EndedLogin].Split('.')[1]}.{parts[2]}";
    }

    private async Task<ApiAnswer> NewToken(string name) =>
        (await _silo.Api.Post("/api/tokens", new { name, role = "admin", expires_in_days = 1 })).Expect(HttpStatusCode.Created);

    private async Task<string> LogIn(string email)
    {
        using var nobody = new ApiDriver(new Uri($"http://localhost:{_silo.Endpoint.Port}"), "");
        return (await nobody.Post("/api/auth/signup", new { email, password = Password })).Expect(HttpStatusCode.Created).Text("access_token");
    }

    [GeneratedRegex(@"(?<thing>[a-z]*)/\{[^}]+\}")]
    private static partial Regex Parameter();
}
