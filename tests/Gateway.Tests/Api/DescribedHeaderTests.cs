using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>What the description says of headers is what the calls do with them: a call that heeds one more is missed on the day that it does.</summary>
[Collection(SiloCollection.Name)]
public sealed class DescribedHeaderTests(SharedSilo fixture) : IAsyncLifetime
{
    private const string Key = "Idempotency-Key", Seen = "If-Match";

    private Person _ada = null!;
    private IReadOnlyList<ApiOperation> _operations = null!;

    public async Task InitializeAsync()
    {
        _ada = await Person.SignUp(fixture.Silo);
        var document = await ApiDocument.Of(fixture.Silo);
        // Nothing is taken away before everything that belongs to it was asked, nor is anybody asked who has left.
        _operations =
        [
            .. document.Operations.OrderBy(o => o.Id == "auth.logout").ThenBy(o => o.Method == "DELETE").ThenByDescending(o => o.Path.Split('/').Length),
        ];
    }

    public Task DisposeAsync()
    {
        _ada.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_key_is_described_where_it_is_heeded_and_nowhere_else()
    {
        var nothing = new Dictionary<string, string> { [""] = "none" }; // a key is looked at before what the call is about
        foreach (var operation in _operations)
        {
            var answer = await Send(operation, nothing, Key, new string('k', 256), "{");

            Assert.True(operation.Headers.ContainsKey(Key) == IsKeyRefused(answer), $"{operation.Id} {(int)answer.Status} {answer.Json?.ToJsonString()}");
        }

        Assert.Contains(_operations, o => o.Headers.ContainsKey(Key));
    }

    [Fact]
    public async Task What_was_seen_is_described_where_it_is_heeded_and_nowhere_else()
    {
        var ids = await DrivenThings.Of(_ada);
        foreach (var operation in _operations)
        {
            var answer = await Send(operation, ids, Seen, "\"whatever\"", "{}");

            Assert.True(
                operation.Headers.ContainsKey(Seen) == (answer.ErrorsOf(Seen).Count > 0), $"{operation.Id} {(int)answer.Status} {answer.Json?.ToJsonString()}");
        }

        Assert.Equal(["projects.change", "projects.env.change", "projects.env.remove"], _operations.Where(o => o.Headers.ContainsKey(Seen)).Select(o => o.Id).Order());
    }

    [Fact]
    public async Task A_key_is_taken_as_long_as_its_description_has_it()
    {
        var operation = _operations.Single(o => o.Id == "teams.create");
        foreach (var key in new[] { "k", "~ !", new string('k', 255), new string('k', 256), "a\tb" })
        {
            var answer = await Send(operation, [], Key, key, "{}");

            Assert.True(Fits(operation.Headers[Key], key) != IsKeyRefused(answer), $"{key} {(int)answer.Status} {answer.Json?.ToJsonString()}");
        }
    }

    [Fact]
    public async Task What_was_seen_is_taken_as_its_description_has_it()
    {
        var ids = await DrivenThings.Of(_ada);
        var tag = (await _ada.Api.Get($"/api/projects/{ids["projects"]}")).Headers.ETag!.Tag;
        string[] all =
        [
            tag, tag.Trim('"'), "*", "\"2026-01-31T12:00:00.000Z\"", "\"2026-01-31T12:00:00Z\"", "W/" + tag, $"{tag}, {tag}", "\"1\"", "1", "\"-1\"", "\"1.5\"", "1e3",
            new string('9', 18), new string('9', 20), "yesterday",
        ];
        foreach (var operation in _operations.Where(o => o.Headers.ContainsKey(Seen)))
        {
            var taken = all.Where(seen => Fits(operation.Headers[Seen], seen)).ToList();
            Assert.InRange(taken.Count, 3, 5);
            foreach (var seen in all.OrderBy(taken.Contains))
            {
                var answer = await Send(operation, ids, Seen, seen, "{}");

                Assert.True(
                    taken.Contains(seen) == (answer.ErrorsOf(Seen).Count == 0), $"{operation.Id} {seen} {(int)answer.Status} {answer.Json?.ToJsonString()}");
            }
        }
    }

    private static bool IsKeyRefused(ApiAnswer answer) =>
        answer.Status == HttpStatusCode.BadRequest && answer.Text("detail").Contains(Key, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a program that reads the description would send it.</summary>
    private static bool Fits(JsonNode schema, string value) =>
        value.Length >= schema["minLength"]!.GetValue<int>() && value.Length <= schema["maxLength"]!.GetValue<int>()
        && Regex.IsMatch(value, schema["pattern"]!.GetValue<string>(), RegexOptions.ECMAScript);

    private async Task<ApiAnswer> Send(ApiOperation operation, Dictionary<string, string> ids, string header, string value, string body)
    {
        using var content = new StringContent(body);
        return await _ada.Api.Send(new HttpMethod(operation.Method), DrivenThings.Fill(operation.Path, ids), operation.Method == "GET" ? null : content, (header, value));
    }
}
