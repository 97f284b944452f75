using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using MiniVercel.Gateway.Accounts.Tokens;
using MiniVercel.Testing.Silos;
using Npgsql;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A project's variables over the API: kept, masked, and refused by name where they cannot be.</summary>
[Collection(SiloCollection.Name)]
public class VariableTests(SharedSilo fixture) : IAsyncLifetime
{
    private const string Mask = "••••••••";

    private string _project = "";

    private ApiDriver Api => fixture.Silo.Api;

    private string Path => $"/api/projects/{_project}/env";

    public async Task InitializeAsync() => _project = await Api.CreateProject(Site.NewName("variables"));

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_variable_is_added_changed_and_removed_and_never_shown()
    {
        var added = (await Api.Post(Path, new { key = "TOKEN", value = "first", target = new[] { "preview" }, scope = "build" })).Expect(HttpStatusCode.Created);
        Assert.Equal(("TOKEN", Mask, "build", 1), (added.Text("key"), added.Text("value"), added.Text("scope"), added["version"].GetValue<int>()));
        Assert.StartsWith("env_", added.Text("id"), StringComparison.Ordinal);

        var changed = (await Api.Put($"{Path}/TOKEN", new { value = "second", scope = "both" })).Expect(HttpStatusCode.OK);
        Assert.Equal((added.Text("id"), Mask, "both", 2), (changed.Text("id"), changed.Text("value"), changed.Text("scope"), changed["version"].GetValue<int>()));
        Assert.Equal(added.Text("created_at"), changed.Text("created_at"));
        Assert.Equal(["preview"], changed["target"].AsArray().Select(t => t!.GetValue<string>()));
        Assert.Equal([("TOKEN", Mask)], await Items());
        Assert.Equal([("TOKEN", "second")], await Items("?reveal=true"));

        (await Api.Delete($"{Path}/TOKEN")).Expect(HttpStatusCode.NoContent);
        Assert.Empty(await Items());
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Delete($"{Path}/TOKEN")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Put($"{Path}/TOKEN", new { value = "x" })).Status);
    }

    [Fact]
    public async Task Only_an_owner_sees_values_and_that_is_written_down()
    {
        await Add("TOKEN", "very secret");
        using var member = new ApiDriver(new Uri($"http://127.0.0.1:{fixture.Silo.Endpoint.Port}"), await TokenOfAMember());

        Assert.Equal(HttpStatusCode.OK, (await member.Get(Path)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.Get($"{Path}?reveal=true")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.Get("/api/audit")).Status);
        Assert.DoesNotContain(await Audits(), a => a!["action"]!.GetValue<string>() == "env.reveal" && a["subject"]!.GetValue<string>() == _project);

        var revealed = await Api.Get($"{Path}?reveal=true");

        Assert.True(revealed.Headers.CacheControl?.NoStore);
        var audit = Assert.Single(await Audits(), a => a!["action"]!.GetValue<string>() == "env.reveal" && a["subject"]!.GetValue<string>() == _project)!;
        Assert.Equal(("admin", "env.reveal", "TOKEN"), (audit["actor"]!.GetValue<string>(), audit["action"]!.GetValue<string>(), audit["detail"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_key_has_one_value_for_each_target()
    {
        await Add("TOKEN", "for production", "production");
        var taken = await Api.Post(Path, new { key = "TOKEN", value = "for both" });
        Assert.Equal(HttpStatusCode.Conflict, taken.Status);
        Assert.NotEmpty(taken.ErrorsOf("key"));
        await Add("TOKEN", "for preview", "preview");

        await Refused(HttpMethod.Put, $"{Path}/TOKEN", """{"value": "which?"}""", "target");
        await Refused(HttpMethod.Delete, $"{Path}/TOKEN", "", "target");
        await Refused(HttpMethod.Delete, $"{Path}/TOKEN?target=everything", "", "target");
        Assert.Equal(HttpStatusCode.Conflict, (await Api.Put($"{Path}/TOKEN?target=preview", new { target = new[] { "preview", "production" } })).Status);

        (await Api.Put($"{Path}/TOKEN?target=preview", new { value = "changed" })).Expect(HttpStatusCode.OK);
        Assert.Equal([("TOKEN", "changed"), ("TOKEN", "for production")], (await Items("?reveal=true")).Order());
        (await Api.Delete($"{Path}/TOKEN?target=production")).Expect(HttpStatusCode.NoContent);
        Assert.Equal([("TOKEN", "changed")], await Items("?reveal=true"));
    }

    [Fact]
    public async Task Several_are_added_together_or_none_of_them()
    {
        await Add("B", "old");
        var three = new[] { new { key = "A", value = "1" }, new { key = "B", value = "2" }, new { key = "C", value = "3" } };

        Assert.Equal(HttpStatusCode.Conflict, (await Api.Post(Path, new { variables = three })).Status);
        Assert.Equal([("B", "old")], await Items("?reveal=true"));

        var added = (await Api.Post(Path, new { variables = three, replace = true })).Expect(HttpStatusCode.Created);
        Assert.Equal(["A", "B", "C"], added["items"].AsArray().Select(i => i!["key"]!.GetValue<string>()));
        Assert.Equal([("A", "1"), ("B", "2"), ("C", "3")], (await Items("?reveal=true")).Order());
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_has_changed_is_refused()
    {
        await Add("TOKEN", "one");
        (await Send(HttpMethod.Put, $"{Path}/TOKEN", """{"value": "two"}""", ifMatch: "\"1\"")).Expect(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(HttpMethod.Put, $"{Path}/TOKEN", """{"value": "three"}""", ifMatch: "\"1\"")).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Send(HttpMethod.Delete, $"{Path}/TOKEN", "", ifMatch: "\"1\"")).Status);
        Assert.Equal([("TOKEN", "two")], await Items("?reveal=true"));
    }

    public static TheoryData<string, string> BadVariables => new()
    {
        { """{}""", "key" },
        { """{"key": "A"}""", "value" },
        { """{"key": "A", "value": null}""", "value" },
        { Body("\"\""), "key" },
        { Body("7"), "key" },
        { Body("\"1A\""), "key" },
        { Body("\"A-B\""), "key" },
        { Body("\"A B\""), "key" },
        { Body("\"A=B\""), "key" },
        { Body("\"A\\n\""), "key" },
        { Body("\"A\\u0000\""), "key" },
        { Body("\"ÄB\""), "key" },
        { Body("\"\\ud800\""), "key" },
        { Body($"\"{new string('A', 129)}\""), "key" },
        { Body("\"PATH\""), "key" },
        { Body("\"path\""), "key" },
        { Body("\"LD_PRELOAD\""), "key" },
        { Body("\"LD_LIBRARY_PATH\""), "key" },
        { Body("\"NODE_OPTIONS\""), "key" },
        { Body("\"BASH_ENV\""), "key" },
        { Body("\"ENV\""), "key" },
        { Body("\"IFS\""), "key" },
        { Body("\"HOME\""), "key" },
        { Body("\"CI\""), "key" },
        { Body("\"NODE_EXTRA_CA_CERTS\""), "key" },
        { Body("\"npm_config_cache\""), "key" },
        { Body("\"GIT_SSH_COMMAND\""), "key" },
        { Body("\"MINIVERCEL_SECRET_KEY\""), "key" },
        { Body("\"A\"", value: "7"), "value" },
        { Body("\"A\"", value: "[\"a\"]"), "value" },
        { Body("\"A\"", value: "\"a\\u0000b\""), "value" },
        { Body("\"A\"", value: "\"\\u001b[31m\""), "value" },
        { Body("\"A\"", value: "\"\\u007f\""), "value" },
        { Body("\"A\"", value: "\"\\udc00\""), "value" },
        { Body("\"A\"", value: $"\"{new string('x', 32_769)}\""), "value" },
        { Body("\"A\"", value: $"\"{new string('ä', 16_385)}\""), "value" },
        { Body("\"A\"", value: $"\"{Mask}\""), "value" },
        { Body("\"A\"", more: "\"target\": \"production\""), "target" },
        { Body("\"A\"", more: "\"target\": null"), "target" },
        { Body("\"A\"", more: "\"target\": []"), "target" },
        { Body("\"A\"", more: "\"target\": [\"development\"]"), "target" },
        { Body("\"A\"", more: "\"target\": [\"Preview\"]"), "target" },
        { Body("\"A\"", more: "\"target\": [7]"), "target" },
        { Body("\"A\"", more: "\"target\": [\"preview\", \"preview\"]"), "target" },
        { Body("\"A\"", more: "\"scope\": \"everywhere\""), "scope" },
        { Body("\"A\"", more: "\"scope\": null"), "scope" },
        { Body("\"A\"", more: "\"scope\": [\"build\"]"), "scope" },
        { Body("\"A\"", more: "\"replace\": \"yes\""), "replace" },
        { """{"variables": {}}""", "variables" },
        { """{"variables": []}""", "variables" },
        { """{"variables": ["A=b"]}""", "variables[0]" },
        { $$"""{"variables": [{{Body("\"A\"")}}, {{Body("\"PATH\"")}}]}""", "variables[1].key" },
        { $$"""{"variables": [{{Body("\"A\"")}}, {{Body("\"A\"", more: "\"target\": [\"preview\"]")}}]}""", "variables[1].key" },
        { $$"""{"variables": [{{string.Join(',', Enumerable.Range(0, 201).Select(i => Body($"\"A{i}\"")))}}]}""", "variables" },
        { $$"""{"variables": [{{string.Join(',', Enumerable.Range(0, 9).Select(i => Body($"\"A{i}\"", value: $"\"{new string('x', 32_000)}\"")))}}]}""", "value" },
    };

    [Theory]
    [MemberData(nameof(BadVariables))]
    public async Task A_bad_variable_is_refused_by_name(string body, string field)
    {
        await Add("THERE", "already");

        await Refused(HttpMethod.Post, Path, body, field);
    }

    public static TheoryData<string, string> BadChanges => new()
    {
        { "{}", "value" },
        { """{"value": null}""", "value" },
        { """{"value": "a\u0000b"}""", "value" },
        { $$"""{"value": "{{Mask}}"}""", "value" },
        { $$"""{"value": "{{new string('x', 32_769)}}"}""", "value" },
        { """{"target": []}""", "target" },
        { """{"target": ["everywhere"]}""", "target" },
        { """{"scope": "all"}""", "scope" },
    };

    [Theory]
    [MemberData(nameof(BadChanges))]
    public async Task A_bad_change_is_refused_by_name(string body, string field)
    {
        await Add("THERE", "already");

        await Refused(HttpMethod.Put, $"{Path}/THERE", body, field);
    }

    [Theory]
    [InlineData("?reveal=yes", "reveal")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=%20", "cursor")]
    public async Task A_bad_question_is_refused_by_name(string query, string field) => await Refused(HttpMethod.Get, Path + query, "", field);

    [Fact]
    public async Task A_value_at_its_limits_is_accepted()
    {
        await Add("EMPTY", "");
        await Add("LINES", "a\r\n\tb\n");
        await Add(new string('K', 128), new string('x', 32_768));

        Assert.Contains(("LINES", "a\r\n\tb\n"), await Items("?reveal=true"));
        Assert.Contains(("EMPTY", ""), await Items("?reveal=true"));
    }

    [Fact]
    public async Task A_long_list_comes_in_parts()
    {
        (await Api.Post(Path, new { variables = Enumerable.Range(0, 5).Select(i => new { key = $"K{i}", value = "v" }) })).Expect(HttpStatusCode.Created);

        var first = await Api.Get($"{Path}?limit=3");
        var second = await Api.Get($"{Path}?limit=3&cursor={first.Text("next")}");

        Assert.Equal(
            ["K4", "K3", "K2", "K1", "K0"],
            first["items"].AsArray().Concat(second["items"].AsArray()).Select(i => i!["key"]!.GetValue<string>()));
        Assert.Null(second.Json!["next"]);
    }

    [Fact]
    public async Task With_its_project_every_value_is_gone()
    {
        await Add("TOKEN", "secret");
        (await Api.Delete($"/api/projects/{_project}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.NotFound, (await Api.Get(Path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Post(Path, new { key = "A", value = "b" })).Status);
        Assert.DoesNotContain(_project, await Everything(), StringComparison.Ordinal);
    }

    private async Task Add(string key, string value, params string[] target) =>
        (await Api.Post(Path, new { key, value, target = target.Length > 0 ? target : ["production", "preview"] })).Expect(HttpStatusCode.Created);

    private async Task<List<(string Key, string Value)>> Items(string query = "") =>
        [.. (await Api.Get(Path + query)).Expect(HttpStatusCode.OK)["items"].AsArray().Select(i => (i!["key"]!.GetValue<string>(), i["value"]!.GetValue<string>()))];

    private async Task<JsonArray> Audits() => (await Api.Get("/api/audit?limit=100")).Expect(HttpStatusCode.OK)["items"].AsArray();

    private async Task Refused(HttpMethod method, string path, string body, string field)
    {
        var before = await WholeDatabase.Digest(fixture.Silo.ConnectionString);

        var answer = await Send(method, path, body);

        Assert.True((int)answer.Status == 422, $"{answer.Status}: {answer.Json?.ToJsonString()}");
        Assert.Contains(field, answer.Json!["errors"]!.AsObject().Select(e => e.Key));
        Assert.Equal(before, await WholeDatabase.Digest(fixture.Silo.ConnectionString));
    }

    private async Task<ApiAnswer> Send(HttpMethod method, string path, string body, string? ifMatch = null)
    {
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is null)
            return await Api.Send(method, path, content);

        using var http = new HttpClient();
        var token = (await File.ReadAllTextAsync(System.IO.Path.Combine(fixture.Silo.Folder, "admin-token"))).Trim();
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{fixture.Silo.Endpoint.Port}{path}")) { Content = content };
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new ApiAnswer(response.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null, response.Headers, response.Content.Headers);
    }

    private async Task<string> Everything()
    {
        await using var source = NpgsqlDataSource.Create(fixture.Silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        return string.Join('\n', await connection.QueryAsync<string>("select row_to_json(v)::text from environment_variables v order by id"));
    }

    private async Task<string> TokenOfAMember()
    {
        var token = ApiTokens.NewToken();
        await using var source = NpgsqlDataSource.Create(fixture.Silo.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into api_tokens (id, team_id, name, hash, role) values (@id, 'team_default', 'member', @hash, 'deploy')",
            new { id = $"tok_{Guid.NewGuid():n}", hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)) });
        return token;
    }

    private static string Body(string key, string value = "\"v\"", string? more = null) =>
        $$"""{"key": {{key}}, "value": {{value}}{{(more is null ? "" : ", " + more)}}}""";
}
