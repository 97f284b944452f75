using System.Text;
using System.Text.Json;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>A JSON file that a person wrote: what is wrong in it is said with its name, the field and the line.</summary>
public sealed class JsonFile
{
    private const int MostBytes = 1_000_000;
    private const int LongestQuote = 60;

    private readonly string _name;
    private readonly byte[] _bytes;
    private readonly JsonElement _root;

    private JsonFile(string name, byte[] bytes, JsonElement root) => (_name, _bytes, _root) = (name, bytes, root);

    /// <summary>Nothing where there is no such file.</summary>
    public static JsonFile? Read(SourceTree folder, string name)
    {
        if (folder.Read(name, MostBytes) is not { } bytes)
            return null;
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var file = new JsonFile(name, bytes, document.RootElement.Clone());
            return file._root.ValueKind == JsonValueKind.Object ? file : throw file.Wrong("it must be an object, in braces.");
        }
        catch (JsonException e)
        {
            throw new BuildStepFailedException(BuildReason.ConfigInvalid, $"{name}, line {e.LineNumber + 1}: it is not valid JSON.");
        }
    }

    /// <summary>Whether the field stands there, be it null.</summary>
    public bool Has(params ReadOnlySpan<string> field) => Find(field) is not null;

    /// <summary>A field's text; nothing where it is left out or null.</summary>
    public string? Text(params ReadOnlySpan<string> field) => Find(field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } value => TextOf(value, field),
        _ => throw Wrong("it must be a text, in quotation marks.", field),
    };

    /// <summary>The names in an object; none where it is left out or null.</summary>
    public IEnumerable<string> NamesIn(string field) =>
        Object(field) is { } value ? value.EnumerateObject().Select(p => p.Name) : [];

    /// <summary>The objects of a list, each with the place that it has in the file; none where it is left out or null.</summary>
    public IReadOnlyList<JsonItem> Items(string field, int atMost)
    {
        if (Find(field) is not { ValueKind: not JsonValueKind.Null } list)
            return [];
        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong("it must be a list, in brackets.", field);
        return list.GetArrayLength() <= atMost ? JsonItem.In(_name, _bytes, field, list) : throw Wrong($"it has more than {atMost} rules.", field);
    }

    /// <summary>A field that is true or false; nothing where it is left out or null.</summary>
    public bool? Flag(string field) => Find(field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong("it must be true or false.", field),
    };

    /// <summary>What a build ends with when a field is wrong. A text from the file is only quoted by <see cref="Quote"/>.</summary>
    public BuildStepFailedException Wrong(string why, params ReadOnlySpan<string> field) => new(
        BuildReason.ConfigInvalid,
        field.IsEmpty ? $"{_name}: {why}" : $"{_name}, line {LineOf(field)}, {string.Join('.', field!)}: {why}");

    /// <summary>Somebody's text in a sentence of ours: one line of it, and not too much.</summary>
    public static string Quote(string text)
    {
        var plain = string.Concat(text.Take(LongestQuote).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        return text.Length > LongestQuote ? $"'{plain}…'" : $"'{plain}'";
    }

    private JsonElement? Object(string field) => Find(field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } value => value,
        _ => throw Wrong("it must be an object, in braces.", field),
    };

    private JsonElement? Find(params ReadOnlySpan<string> field)
    {
        var parent = field.Length == 1 ? _root : Object(field[0]);
        return parent is { } found && found.TryGetProperty(field[^1], out var value) ? value : null;
    }

    private string TextOf(JsonElement value, ReadOnlySpan<string> field)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("it has half of a surrogate pair, which is no character.", field);
        }
    }

    /// <summary>The line of a field's name; of the last, where it stands there more than once, as only that one counts.</summary>
    private int LineOf(ReadOnlySpan<string> field)
    {
        var reader = new Utf8JsonReader(_bytes);
        var isOnPath = new bool[field.Length + 2];
        (isOnPath[0], var start) = (true, 0);
        while (reader.Read())
        {
            var depth = reader.CurrentDepth;
            if (reader.TokenType == JsonTokenType.StartArray && depth < field.Length)
                isOnPath[depth + 1] = false;
            if (reader.TokenType != JsonTokenType.PropertyName || depth > field.Length)
                continue;
            isOnPath[depth] = isOnPath[depth - 1] && reader.ValueTextEquals(field[depth - 1]);
            if (depth == field.Length && isOnPath[depth])
                start = (int)reader.TokenStartIndex;
        }

        return 1 + _bytes.AsSpan(0, start).Count((byte)'\n');
    }
}
