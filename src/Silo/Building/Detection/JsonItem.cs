using System.Text.Json;
using MiniVercel.Builds;

namespace MiniVercel.Silo.Building.Detection;

/// <summary>An object in a list of a JSON file: what is wrong in it is said with the line it stands at.</summary>
public sealed class JsonItem
{
    private readonly string _file;
    private readonly byte[] _bytes;
    private readonly JsonElement _value;
    private readonly int _start;

    private JsonItem(string file, byte[] bytes, string name, JsonElement value, int start) =>
        (_file, _bytes, Name, _value, _start) = (file, bytes, name, value, start);

    /// <summary>Such as <c>redirects[2]</c>.</summary>
    public string Name { get; }

    /// <summary>A list that is a field of the file's object.</summary>
    internal static IReadOnlyList<JsonItem> In(string file, byte[] bytes, string field, JsonElement list) => In(file, bytes, 0, field, field, list);

    /// <summary>The objects of a list of this object; none where it is left out.</summary>
    public IReadOnlyList<JsonItem> Items(string field)
    {
        if (Find(field) is not { } list)
            return [];
        return list.ValueKind == JsonValueKind.Array
            ? In(_file, _bytes, _start, field, $"{Name}.{field}", list)
            : throw Wrong("it must be a list, in brackets.", field);
    }

    public string? Text(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => TextOf(value, field),
        _ => throw Wrong("it must be a text, in quotation marks.", field),
    };

    public string RequiredText(string field) => Text(field) is { Length: > 0 } text ? text : throw Wrong($"it needs a '{field}'.");

    public bool? Flag(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong("it must be true or false.", field),
    };

    public int? Number(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw Wrong("it must be a whole number.", field),
    };

    /// <summary>Refuses fields that nobody would look at.</summary>
    public void RefuseAllBut(params ReadOnlySpan<string> known)
    {
        foreach (var property in _value.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw Wrong($"{JsonFile.Quote(property.Name)} is not understood here.");
        }
    }

    public BuildStepFailedException Wrong(string why, string? field = null) => new(
        BuildReason.ConfigInvalid, $"{_file}, line {LineOf(field)}, {(field is null ? Name : $"{Name}.{field}")}: {why}");

    private JsonElement? Find(string field) =>
        _value.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string TextOf(JsonElement value, string field)
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

    private static List<JsonItem> In(string file, byte[] bytes, int start, string field, string name, JsonElement list)
    {
        var items = new List<JsonItem>();
        var starts = StartsOf(bytes, start, field);
        foreach (var value in list.EnumerateArray())
        {
            var item = new JsonItem(file, bytes, $"{name}[{items.Count}]", value, starts[items.Count]);
            items.Add(value.ValueKind == JsonValueKind.Object ? item : throw item.Wrong("it must be an object, in braces."));
        }

        return items;
    }

    /// <summary>Where the values of a list begin, in the object that begins here; of the last list, where two have the name.</summary>
    private static List<int> StartsOf(byte[] bytes, int start, string field)
    {
        var starts = new List<int>();
        var reader = new Utf8JsonReader(bytes.AsSpan(start), isFinalBlock: false, state: default);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals(field))
                continue;
            starts.Clear();
            reader.Read();
            while (reader.Read() && reader.CurrentDepth > 1)
            {
                starts.Add(start + (int)reader.TokenStartIndex);
                reader.TrySkip();
            }
        }

        return starts;
    }

    private int LineOf(string? field)
    {
        var at = _start;
        if (field is not null && _value.ValueKind == JsonValueKind.Object)
        {
            var reader = new Utf8JsonReader(_bytes.AsSpan(_start), isFinalBlock: false, state: default);
            while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0))
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(field))
                    at = _start + (int)reader.TokenStartIndex;
            }
        }

        return 1 + _bytes.AsSpan(0, at).Count((byte)'\n');
    }
}
