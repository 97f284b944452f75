using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>
/// Scripts for browsers and commands for terminals, in every text of every call that is described: each is refused by the field's name, or
/// is nothing but text wherever it comes back.
/// </summary>
public sealed class HostileTextTests : IAsyncLifetime
{
    private static readonly string[] s_hostile =
    [
        "x<script>alert(1)</script>", "x\"'><img src=x onerror=alert(1)>", "x\u001b[2J\u001b]0;owned\u0007", "x\u009b31m\u0085\u2028", "x\u0000", "x\r\nset-cookie: a=b",
        "x\u202egnp.\u2066\u200fexe\u2069",
    ];

    /// <summary>What is only compared with something secret: that it is wrong is said of the whole call.</summary>
    private static readonly string[] s_compared =
        ["auth.login", "auth.refresh", "auth.device.token.take", "auth.device.approve", "invitations.accept", "auth.logout"];

    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_text_is_refused_by_its_field_or_stays_a_text()
    {
        var document = await ApiDocument.Of(_silo);
        using var ada = await Person.SignUp(_silo);
        using var http = As(ada);
        var ids = await DrivenThings.Of(ada);
        (await ada.Api.Put($"/api/projects/{ids["projects"]}", new { git_url = "https://github.com/ada/site" })).Expect(HttpStatusCode.OK);
        var (taken, refused) = (0, 0);
        foreach (var operation in document.Operations.Where(o => o.Id != "auth.logout"))
        {
            foreach (var (field, _) in operation.Fields.Where(f => f.Value.Name == "string" && !f.Key.EndsWith("password", StringComparison.Ordinal)))
            {
                foreach (var hostile in s_hostile)
                {
                    var body = Valid(operation.Id, ids, ada);
                    body[field] = hostile;
                    using var answer = await Send(http, operation, ids, body);

                    var text = await Inert(operation.Id, answer);
                    var what = $"{operation.Id} {body.ToJsonString()} {(int)answer.StatusCode} {text}";
                    Assert.True((int)answer.StatusCode is not (401 or 403 or >= 500) || s_compared.Contains(operation.Id), what);
                    if ((int)answer.StatusCode < 400)
                        taken++;
                    else if (!s_compared.Contains(operation.Id))
                        Assert.True(JsonNode.Parse(text)!["errors"]?[field] is JsonArray { Count: > 0 }, what);
                    refused += (int)answer.StatusCode < 400 ? 0 : 1;
                }
            }
        }

        Assert.True(taken > 20 && refused > 200, $"{taken} taken, {refused} refused");
        await ReadAll(document, http, ids);
    }

    [Fact]
    public async Task A_text_in_a_list_is_refused_by_its_place_or_stays_a_text()
    {
        var document = await ApiDocument.Of(_silo);
        using var ada = await Person.SignUp(_silo);
        using var http = As(ada);
        var ids = await DrivenThings.Of(ada);
        var nested = NestedText.AllOf(document);
        Assert.Superset(
            new HashSet<string> { "files[0].path", "files[0].sha256", "variables[0].key", "variables[0].value", "variables[0].target", "variables[0].scope", "target" },
            nested.Select(n => n.Name).ToHashSet());
        var taken = new HashSet<(string Name, string Text)>();
        foreach (var (place, hostile) in nested.SelectMany(place => s_hostile.Select(hostile => (place, hostile))))
        {
            var body = Valid(place.Operation.Id, ids, ada);
            body[place.Field] = place.With(hostile);
            var before = await WholeDatabase.Digest(_silo.ConnectionString);
            using var answer = await Send(http, place.Operation, ids, body);

            var text = await Inert(place.Operation.Id, answer);
            if ((int)answer.StatusCode < 400)
            {
                taken.Add((place.Name, hostile));
                continue;
            }

            var what = $"{place.Operation.Id} {body.ToJsonString()} {(int)answer.StatusCode} {text}";
            Assert.True((int)answer.StatusCode < 500, what);
            Assert.True(JsonNode.Parse(text)!["errors"]?[place.Name] is JsonArray { Count: > 0 }, what);
            Assert.Equal(before, await WholeDatabase.Digest(_silo.ConnectionString));
        }

        var values = (await ada.Api.Get($"/api/projects/{ids["projects"]}/env?reveal=true&limit=100"))["items"].AsArray().Select(v => v!["value"]!.GetValue<string>()).ToHashSet();
        Assert.Superset(taken.Where(t => t.Name == "variables[0].value").Select(t => t.Text).ToHashSet(), values);
        var paths = taken.Where(t => t.Name == "files[0].path").Select(t => t.Text).ToList();
        Assert.Contains("x<script>alert(1)</script>", paths);
        Assert.DoesNotContain(paths, path => path.Any(char.IsControl));
        var built = await ada.Api.Build(ids["projects"], paths.Append("index.html").ToDictionary(path => path, _ => "hostile"));
        Assert.Equal("success", built.Text("status"));
        (ids["builds"], ids["artifacts"]) = (built.Text("id"), built.Text("artifact_id"));
        await ReadAll(document, http, ids);
    }

    private HttpClient As(Person person)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{_silo.Endpoint.Port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", person.Login.Text("access_token"));
        return http;
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, ApiOperation operation, Dictionary<string, string> ids, JsonObject body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids)) { Content = new StringContent(body.ToJsonString()) };
        return await http.SendAsync(request);
    }

    private static async Task ReadAll(ApiDocument document, HttpClient http, Dictionary<string, string> ids)
    {
        foreach (var read in document.Operations.Where(o => o.Method == "GET" && o.Answers.Any(a => a is { Status: 200, Schema: not null })))
        {
            using var plain = await http.GetAsync(new Uri(DrivenThings.Fill(read.Path, ids), UriKind.Relative));
            await Inert(read.Id, plain);
            foreach (var hostile in s_hostile)
            {
                var query = string.Join('&', read.Query.Select(name => $"{name}={Uri.EscapeDataString(hostile)}"));
                using var asked = await http.GetAsync(new Uri($"{DrivenThings.Fill(read.Path, ids)}?{query}", UriKind.Relative));
                await Inert(read.Id, asked);
                using var named = await http.GetAsync(new Uri(DrivenThings.Fill(read.Path, new Dictionary<string, string> { [""] = Uri.EscapeDataString(hostile) }), UriKind.Relative));
                await Inert(read.Id, named);
                Assert.True((int)named.StatusCode < 500 || read.Path.StartsWith("/health", StringComparison.Ordinal), $"{read.Id} {(int)named.StatusCode}");
            }
        }
    }

    /// <summary>No browser takes it for a page, and no terminal that shows it obeys it.</summary>
    private static async Task<string> Inert(string id, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(text.All(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029')), $"{id}: {JsonSerializer.Serialize(text)}");
        if (text.Length == 0 && answer.StatusCode == HttpStatusCode.BadRequest)
            return text; // an address that cannot be one: the server has not looked at it

        Assert.True(answer.Headers.TryGetValues("x-content-type-options", out var sniffing) && sniffing.Contains("nosniff"), $"{id} {(int)answer.StatusCode} {text}");
        Assert.Contains("default-src 'none'", string.Join(' ', answer.Headers.GetValues("content-security-policy")), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("set-cookie") && !id.StartsWith("auth.", StringComparison.Ordinal), id);
        if (text.Length > 0)
            Assert.Contains(answer.Content.Headers.ContentType?.MediaType, new[] { "application/json", "application/problem+json" });
        return text;
    }

    /// <summary>What is accepted, but for the one field that a test puts something else into.</summary>
    private static JsonObject Valid(string id, Dictionary<string, string> ids, Person person)
    {
        var unique = Site.NewName("text");
        return id switch
        {
            "auth.signup" => new JsonObject { ["email"] = $"{unique}@example.test", ["password"] = Person.Password },
            "auth.login" => new JsonObject { ["email"] = person.Email, ["password"] = Person.Password },
            "dashboard.crashes.report" => new JsonObject { ["page"] = "/", ["message"] = "broke" },
            "projects.create" => new JsonObject { ["name"] = unique },
            "projects.builds.create" => new JsonObject { ["upload_id"] = ids["uploads"] },
            "deploy" => new JsonObject { ["project_id"] = ids["projects"], ["upload_id"] = ids["uploads"] },
            "projects.env.add" => new JsonObject { ["key"] = unique.ToUpperInvariant().Replace('-', '_'), ["value"] = "v" },
            "projects.domains.add" => new JsonObject { ["name"] = $"{unique}.example.test" },
            "projects.hooks.create" or "tokens.create" => new JsonObject { ["name"] = unique },
            "survey.of_folder" => new JsonObject { ["files"] = new JsonArray(new JsonObject { ["path"] = "index.html" }) },
            "projects.git-credential.put" => new JsonObject { ["token"] = "t" },
            _ => [],
        };
    }
}
