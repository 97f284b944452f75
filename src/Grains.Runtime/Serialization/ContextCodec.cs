using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace MiniVercel.Runtime;

/// <summary>The <see cref="RequestContext"/> in a frame: each value a string, its first letter the type.</summary>
internal static class ContextCodec
{
    public static ReadOnlySpan<byte> Write(ImmutableDictionary<string, object>? context) =>
        context is null ? default : JsonSerializer.SerializeToUtf8Bytes(context.ToDictionary(it => it.Key, it => Encode(it.Key, it.Value)));

    public static ImmutableDictionary<string, object>? Read(ReadOnlySpan<byte> context) => context.IsEmpty
        ? null
        : JsonSerializer.Deserialize<Dictionary<string, string>>(context)!.ToImmutableDictionary(it => it.Key, it => Decode(it.Value));

    private static string Encode(string key, object value) => value switch
    {
        string it => "s" + it,
        bool it => it ? "t" : "f",
        int it => "i" + it.ToString(CultureInfo.InvariantCulture),
        long it => "l" + it.ToString(CultureInfo.InvariantCulture),
        double it => "d" + it.ToString("R", CultureInfo.InvariantCulture),
        Guid it => "g" + it.ToString("N"),
        _ => throw new NotSupportedException(
            $"RequestContext['{key}'] is a {value.GetType()}; only a string, bool, int, long, double or Guid travels between processes."),
    };

    private static object Decode(string text) => text[0] switch
    {
        's' => text[1..],
        't' => true,
        'f' => false,
        'i' => int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture),
        'l' => long.Parse(text.AsSpan(1), CultureInfo.InvariantCulture),
        'd' => double.Parse(text.AsSpan(1), CultureInfo.InvariantCulture),
        'g' => Guid.ParseExact(text.AsSpan(1), "N"),
        _ => throw new FormatException($"'{text}' is no value of a request context."),
    };
}
