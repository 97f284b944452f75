using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniVercel.Gateway.Tests.Accounts;
using MiniVercel.Testing.Silos;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A call as it is described.</summary>
internal sealed record ApiOperation(
    string Id, string Method, string Path, bool TakesBody, JsonNode? Body, IReadOnlyDictionary<string, FieldKind> Fields, IReadOnlyList<string> Query,
    IReadOnlyDictionary<string, JsonNode> Headers, IReadOnlyList<(int Status, JsonNode? Schema)> Answers);

/// <param name="Name">`string`, `integer`, `array`…</param>
internal sealed record FieldKind(string Name, bool MayBeNull);

/// <summary>The description of the API, read as a program does that makes a client out of it.</summary>
internal sealed partial class ApiDocument
{
    private readonly JsonNode _document;

    private ApiDocument(JsonNode document)
    {
        _document = document;
        Operations =
        [
            .. from path in document["paths"]!.AsObject()
               from method in path.Value!.AsObject()
               let operation = method.Value!
               select new ApiOperation(
                   operation["operationId"]!.GetValue<string>(), method.Key.ToUpperInvariant(), path.Key, operation["requestBody"] is not null,
                   BodyOf(operation), FieldsOf(BodyOf(operation)),
                   [.. Parameters(operation, "query").Select(p => p["name"]!.GetValue<string>())],
                   Parameters(operation, "header").ToDictionary(p => p["name"]!.GetValue<string>(), p => p["schema"]!),
                   [.. operation["responses"]!.AsObject().Select(r => (r.Key, Answer: Resolve(r.Value!))).Where(r => r.Answer["content"]?["application/problem+json"] is null)
                       .Select(r => (int.Parse(r.Key, CultureInfo.InvariantCulture), r.Answer["content"]?["application/json"]?["schema"]))]),
        ];
    }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public JsonNode Whole => _document;

    public static async Task<ApiDocument> Of(TestSilo silo)
    {
        using var nobody = Person.Nobody(silo);
        return new ApiDocument((await nobody.Get("/api/openapi.json")).Expect(HttpStatusCode.OK).Json!);
    }

    /// <summary>Everything with fields that is answered by some call, by its name.</summary>
    public IReadOnlyDictionary<string, JsonNode> WrittenThings()
    {
        var found = new Dictionary<string, JsonNode>();
        void Look(JsonNode? node)
        {
            if (node is JsonArray list)
                list.ToList().ForEach(Look);
            if (node is not JsonObject thing)
                return;
            if (thing["$ref"] is { } reference && found.TryAdd(reference.ToString(), Resolve(thing)))
                Look(Resolve(thing));
            thing.Select(p => p.Value).ToList().ForEach(Look);
        }

        Operations.SelectMany(o => o.Answers).ToList().ForEach(a => Look(a.Schema));
        return found;
    }

    public static IEnumerable<string> Required(JsonNode schema) => schema["required"]?.AsArray().Select(r => r!.GetValue<string>()) ?? [];

    /// <summary>What of an answer is not as its call's description has it.</summary>
    public IEnumerable<string> Complaints(ApiOperation operation, ApiAnswer answer)
    {
        if (operation.Answers.FirstOrDefault(a => a.Status == (int)answer.Status) is not { Status: > 0 } described)
            return [$"{(int)answer.Status} is not described"];
        return described.Schema is { } schema ? Complaints(schema, answer.Json, "") : answer.Json is null ? [] : ["nothing was described"];
    }

    private IEnumerable<string> Complaints(JsonNode schema, JsonNode? value, string at)
    {
        schema = Resolve(schema);
        if (schema["oneOf"] is JsonArray choices)
            return choices.Count(c => !Complaints(c!, value, at).Any()) == 1 ? [] : [$"{at} is none of its forms: {value?.ToJsonString()}"];
        if (schema["type"] is { } type && !TypesOf(type).Contains(TypeOf(value)) && !(TypesOf(type).Contains("number") && TypeOf(value) == "integer"))
            return [$"{at} is {TypeOf(value)}, not {type.ToJsonString()}"];
        if (schema["enum"] is JsonArray words && !words.Any(w => JsonNode.DeepEquals(w, value)))
            return [$"{at} is none of its words: {value?.ToJsonString()}"];
        if (schema["format"]?.ToString() == "date-time" && value is not null && !Moment().IsMatch(value.ToString()))
            return [$"{at} is no time: {value}"];
        return value switch
        {
            JsonArray list when schema["items"] is { } items => list.SelectMany((item, i) => Complaints(items, item, $"{at}[{i}]")),
            JsonObject thing when schema["properties"] is JsonObject fields =>
            [
                .. thing.Where(f => !fields.ContainsKey(f.Key)).Select(f => $"{at}.{f.Key} is not described"),
                .. Required(schema).Where(r => !thing.ContainsKey(r)).Select(r => $"{at}.{r} is missing"),
                .. thing.Where(f => fields.ContainsKey(f.Key)).SelectMany(f => Complaints(fields[f.Key]!, f.Value, $"{at}.{f.Key}")),
            ],
            _ => [],
        };
    }

    private JsonNode? BodyOf(JsonNode operation) => operation["requestBody"]?["content"]?["application/json"]?["schema"] is { } schema ? Resolve(schema) : null;

    private static Dictionary<string, FieldKind> FieldsOf(JsonNode? body) =>
        body?["properties"]?.AsObject().ToDictionary(p => p.Key, p => KindOf(p.Value!["type"]!)) ?? [];

    /// <summary>What is described once stands elsewhere, as in `#/components/schemas/BuildView`.</summary>
    public JsonNode Resolve(JsonNode described) =>
        described["$ref"]?.GetValue<string>() is { } reference ? reference.Split('/')[1..].Aggregate(_document, (at, name) => at[name]!) : described;

    private static IEnumerable<JsonNode> Parameters(JsonNode operation, string place) =>
        (operation["parameters"]?.AsArray() ?? []).Where(p => p!["in"]!.GetValue<string>() == place).Select(p => p!);

    private static FieldKind KindOf(JsonNode type) => new(TypesOf(type).Single(t => t != "null"), TypesOf(type).Contains("null"));

    public static IReadOnlyList<string> TypesOf(JsonNode type) => type is JsonArray several ? [.. several.Select(t => t!.GetValue<string>())] : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
        _ => "boolean",
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\z")]
    private static partial Regex Moment();
}
