using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniVercel.Gateway.Api.Input;

/// <summary>
/// Reads a JSON object field by field and remembers everything that is wrong with it, so that the answer names every
/// field at once. A field that is left out is not the same as one that is null.
/// </summary>
public sealed class Fields
{
    private readonly JsonElement _body;
    private readonly string _prefix;
    private readonly Dictionary<string, List<string>> _errors;

    private Fields(JsonElement body, string prefix, Dictionary<string, List<string>> errors)
    {
        _body = body;
        _prefix = prefix;
        _errors = errors;
    }

    /// <summary>Reads the request's body; an empty one is an object without fields where that may be.</summary>
    public static async Task<Fields> Read(HttpRequest request, bool mayBeEmpty = false)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        var bytes = buffer.ToArray();
        if (bytes.Length == 0 && mayBeEmpty)
            bytes = "{}"u8.ToArray();

        var body = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 16 }).RootElement;
        return body.ValueKind == JsonValueKind.Object
            ? new Fields(body, "", [])
            : throw new InvalidInputException("body", "It must be a JSON object.");
    }

    public bool Has(string name) => _body.TryGetProperty(name, out _);

    public bool IsNull(string name) => _body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>The text of a field; null when it is null, and the given value when it is left out or wrong.</summary>
    public string? Text(string name, string? otherwise, Func<string, string?> check, bool required = false)
    {
        if (!_body.TryGetProperty(name, out var value))
        {
            if (required)
                Refuse(name, "It is required.");
            return otherwise;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            if (required)
                Refuse(name, "It must not be null.");
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !TryGetText(value, out var text))
        {
            Refuse(name, "It must be a text.");
            return otherwise;
        }

        if (check(text) is { } wrong)
        {
            Refuse(name, wrong);
            return otherwise;
        }

        return text;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (!_body.TryGetProperty(name, out var value))
            return otherwise;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Refuse(name, "It must be true or false.");
        return otherwise;
    }

    public long Number(string name, long least, long most)
    {
        if (!_body.TryGetProperty(name, out var value))
            Refuse(name, "It is required.");
        else if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            Refuse(name, "It must be a whole number.");
        else if (number < least || number > most)
            Refuse(name, $"It must be between {least} and {most}.");
        else
            return number;
        return least;
    }

    /// <summary>A number that need not be whole.</summary>
    public double Share(string name, double least, double most)
    {
        if (!_body.TryGetProperty(name, out var value))
            Refuse(name, "It is required.");
        else if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
            Refuse(name, "It must be a number.");
        else if (number < least || number > most)
            Refuse(name, string.Create(CultureInfo.InvariantCulture, $"It must be between {least} and {most}."));
        else
            return number;
        return least;
    }

    /// <summary>The objects of a list, each reading its own fields under a name such as `files[3].path`.</summary>
    public IReadOnlyList<Fields> Objects(string name, int atLeast, int atMost)
    {
        if (!_body.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            Refuse(name, "It must be a list.");
            return [];
        }

        var count = value.GetArrayLength();
        if (count < atLeast || count > atMost)
        {
            Refuse(name, $"It must have between {atLeast} and {atMost} entries; it has {count}.");
            return [];
        }

        var objects = new List<Fields>(count);
        foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
        {
            if (item.ValueKind == JsonValueKind.Object)
                objects.Add(new Fields(item, $"{_prefix}{name}[{index}].", _errors));
            else
                Refuse($"{name}[{index}]", "It must be an object.");
        }

        return objects;
    }

    /// <summary>The texts of a list; null where it is left out or wrong.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        const int enough = 100;
        if (!_body.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > enough)
        {
            Refuse(name, "It must be a list.");
            return null;
        }

        var texts = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !TryGetText(item, out var text))
            {
                Refuse(name, "It must be a list of texts.");
                return null;
            }

            texts.Add(text);
        }

        return texts;
    }

    public void Refuse(string name, string why)
    {
        const int enough = 50; // of ten thousand wrong files, the first fifty tell what is wrong
        if (_errors.Count >= enough)
            return;
        if (!_errors.TryGetValue(_prefix + name, out var messages))
            _errors[_prefix + name] = messages = [];
        messages.Add(why);
    }

    public void ThrowIfRefused()
    {
        if (_errors.Count > 0)
            throw new InvalidInputException(_errors.ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value));
    }

    private static bool TryGetText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = ""; // half a surrogate pair: JSON may spell it, but it is no text
            return false;
        }
    }
}
