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
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{_silo.Endpoint.Port}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ada.Login.Text("access_token"));
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
                    using var request = new HttpRequestMessage(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids)) { Content = new StringContent(body.ToJsonString()) };
                    using var answer = await http.SendAsync(request);

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
            "projects.git-credential.put" => new JsonObject { ["token"] = "t" },
            _ => [],
        };
    }
}
