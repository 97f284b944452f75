using System.Text.Json.Nodes;

namespace MiniVercel.Gateway.Tests.Api;

/// <summary>A text that stands deeper in a body than the body's own fields: in a list, or in a thing of a list.</summary>
internal sealed class NestedText
{
    private const string InList = "[]";

    private readonly ApiDocument _document;
    private readonly IReadOnlyList<string> _way;

    private NestedText(ApiDocument document, ApiOperation operation, IReadOnlyList<string> way) => (_document, Operation, _way) = (document, operation, way);

    public ApiOperation Operation { get; }

    /// <summary>The field of the body that it stands in.</summary>
    public string Field => _way[0];

    /// <summary>How a refusal calls it, as `files[0].path`; what is wrong in a list of texts is said of the list.</summary>
    public string Name => string.Join('.', _way).Replace($".{InList}.", "[0].", StringComparison.Ordinal).Replace($".{InList}", "", StringComparison.Ordinal);

    public static IReadOnlyList<NestedText> AllOf(ApiDocument document) =>
    [
        .. from operation in document.Operations
           where operation.Body is not null
           from way in Texts(document, operation.Body!, [])
           where way.Count > 1
           select new NestedText(document, operation, way),
    ];

    /// <summary>What the field is that has this text, and is right in all else.</summary>
    public JsonNode With(string text) => With(_document.Resolve(Operation.Body!["properties"]![Field]!), _way.Skip(1), text);

    private JsonNode With(JsonNode schema, IEnumerable<string> way, string text)
    {
        if (!way.Any())
            return JsonValue.Create(text);
        var (next, rest) = (way.First(), way.Skip(1));
        if (next == InList)
            return new JsonArray(With(_document.Resolve(schema["items"]!), rest, text));
        var thing = new JsonObject();
        foreach (var (name, _) in schema["properties"]!.AsObject().Where(f => f.Key == next || ApiDocument.Required(schema).Contains(f.Key)))
            thing[name] = name == next ? With(_document.Resolve(schema["properties"]![name]!), rest, text) : Right(name);
        return thing;
    }

    private static IEnumerable<IReadOnlyList<string>> Texts(ApiDocument document, JsonNode described, IReadOnlyList<string> way)
    {
        var schema = document.Resolve(described);
        if (schema["items"] is { } items)
            return Texts(document, items, [.. way, InList]);
        if (schema["properties"] is JsonObject fields)
            return fields.SelectMany(field => Texts(document, field.Value!, [.. way, field.Key]));
        return schema["type"] is { } type && ApiDocument.TypesOf(type).Contains("string") ? [way] : [];
    }

    private static JsonValue Right(string field) => field switch
    {
        "path" => JsonValue.Create("index.html"),
        "sha256" => JsonValue.Create(Site.HashOf([])),
        "size" => JsonValue.Create(0),
        "key" => JsonValue.Create(Site.NewName("NESTED").Replace('-', '_')),
        "value" => JsonValue.Create("v"),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Say what would be right here."),
    };
}
